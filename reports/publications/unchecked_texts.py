"""Titles and summaries of told cases that nobody has checked, or that were changed since. A document leaves them out and tells the editor; a final one waits for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from records.errors import QorganError
from records.i18n import reader, tr
from records.incident_model import Incident
from records.incident_texts.text_slots import TextKind
from records.incident_texts.texts_of_incident import published_title, stored_text
from reports.impunity import SilentCase
from reports.publications import wording
from reports.publications.case_sentences import lacking_summary
from reports.publications.document_tree import Document, Runs, runs, text
from reports.publications.figures import figure_of
from reports.publications.impunity_report import Waiting

Told = TypeVar("Told")
# As many are named in a refusal.
_NAMED = 20


class TextsUnchecked(QorganError):
    """A final document would tell a case whose text in its language nobody has checked. Raised before anything is written; exit 1, and the incidents are named."""


@dataclass(frozen=True)
class UncheckedText:
    """A text in the reader's language that stands in the record and for which nobody vouches as it is now."""

    number: str
    kind: TextKind


def unchecked_texts(incidents: Iterable[Incident]) -> tuple[UncheckedText, ...]:
    """Those of some incidents, each once, in the reader's language. A text that is not there at all is none: its case is told from the fields."""
    found: dict[UncheckedText, None] = {}
    for incident in incidents:
        for kind in TextKind:
            held = stored_text(incident, kind, reader())
            if held and held.needs_a_look:
                found[UncheckedText(incident.number, kind)] = None
    return tuple(found)


def without_unchecked(told: Told, incidents: Iterable[Incident], unchecked: Sequence[UncheckedText]) -> Told:
    """A report, or any frozen value with some of these incidents in it, without these texts. What is left says what the fields say."""
    kinds: dict[str, set[TextKind]] = {}
    for one in unchecked:
        kinds.setdefault(one.number, set()).add(one.kind)
    if not kinds:
        return told
    without = {incident.number: _without(incident, kinds[incident.number]) for incident in incidents if incident.number in kinds}
    titles = {number: published_title(incident)[0] for number, incident in without.items() if TextKind.TITLE in kinds[number]}
    cleaned: Told = _cleaned(told, kinds, titles)
    return cleaned


def noted(document: Document, told: Iterable[Incident], unchecked: Sequence[UncheckedText]) -> Document:
    """The document that was made without these texts, with a note on them in the place of one that says that there are none. `told` are the incidents as they were
    told, without the texts."""
    summaries = {one.number for one in unchecked if one.kind is TextKind.SUMMARY}
    untrue = {lacking_summary(incident) for incident in told if incident.number in summaries}
    return replace(document, editor=(*in_words(unchecked), *(note for note in document.editor if text(note) not in untrue)))


def in_words(unchecked: Sequence[UncheckedText]) -> Iterator[Runs]:
    """What the editor is told of them."""
    templates = {
        TextKind.SUMMARY: tr(
            "Left out, since nobody has checked them in this language: summaries of {incidents}. Check them, and make the document again."
        ),
        TextKind.TITLE: tr(
            "Left out, since nobody has checked them in this language: titles of {incidents}. Check them, and make the document again."
        ),
    }
    for kind, template in templates.items():
        numbers = [one.number for one in unchecked if one.kind is kind]
        if numbers:
            yield runs(template, incidents=wording.count_of_incidents(figure_of(sorted(numbers))))


def require_checked(unchecked: Sequence[UncheckedText]) -> None:
    """Raises TextsUnchecked where there is any."""
    numbers = sorted({one.number for one in unchecked})
    if numbers:
        told = tr(
            "the final document is refused: nobody has checked what it would tell in this language of {incidents}; check these texts, or leave out --final"
        )
        raise TextsUnchecked(told.format(incidents=", ".join(numbers[:_NAMED]) + (", …" if len(numbers) > _NAMED else "")))


def _cleaned(value: Any, kinds: Mapping[str, set[TextKind]], titles: Mapping[str, str]) -> Any:
    """The value with each incident in it cleaned, and each line that has the number and the title of one; the same object where there is nothing to clean."""
    if isinstance(value, Incident):
        return _without(value, kinds[value.number]) if value.number in kinds else value
    if isinstance(value, tuple):
        found = tuple(_cleaned(one, kinds, titles) for one in value)
        return found if any(one is not other for one, other in zip(found, value, strict=True)) else value
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, Waiting | SilentCase):
        return replace(value, title=titles[value.number]) if value.number in titles else value
    held = {one.name: getattr(value, one.name) for one in fields(value) if one.name in _HOLD}
    changed = {name: new for name, inner in held.items() if (new := _cleaned(inner, kinds, titles)) is not inner}
    return replace(value, **changed) if changed else value


# The fields of reports, and of what they hold, in which incidents that are told stand.
_HOLD = frozenset({"incident", "cases", "records", "followups", "narratives", "late_cases", "late_records", "waiting", "silent_cases", "chapters"})


def _without(incident: Incident, kinds: set[TextKind]) -> Incident:
    lang = reader()
    if TextKind.SUMMARY in kinds:
        incident = replace(incident, summary={one: words for one, words in incident.summary.items() if one != lang})
    if TextKind.TITLE in kinds:
        own = incident.title_lang == lang or incident.titles.get(lang) == incident.title
        titles = {one: words for one, words in incident.titles.items() if one != lang}
        incident = replace(incident, title="" if own else incident.title, titles=titles)
    return incident
