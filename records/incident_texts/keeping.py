"""How the texts of an incident are kept: who vouches for which, and what was changed since. A checked text is changed by nobody but a person who means it.

Works on the columns of a row, so that recording, correcting and importing all keep the same rules and write the same ledger.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from records.i18n import LANGUAGES
from records.incident_texts.text_slots import TOLD_FIELDS, TextKind, TextNote, TextOrigin, TextState, slot, slots
from records.persons.person_model import language_of

_VICTIM = ("name", "profession", "outlet")
TEXT_COLUMNS = ("title", "title_lang", "titles", "summary", "text_notes")


@dataclass(frozen=True)
class TextsGiven:
    """The texts that a person gave in one act: their names, for which she vouches (None: for all of them), and from where they come, by their words."""

    by_hand: frozenset[str] = frozenset()
    checked: frozenset[str] | None = None
    sources: Mapping[str, tuple[TextOrigin, str]] = field(default_factory=dict)

    @staticmethod
    def of(
        given: Mapping[str, Any], title_lang: str, checked: Collection[str] | None, sources: Mapping[str, tuple[TextOrigin, str]] | None = None
    ) -> "TextsGiven":
        """From corrections, or from columns that a correction changes."""
        return TextsGiven(frozenset(given_by_hand(given, title_lang)), None if checked is None else frozenset(checked), sources or {})

    def over(self, stands: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of texts where `facts` are recorded anew over what `stands`: what a person gave before stays, unless this person gave another."""
        own = slot(TextKind.TITLE, stands["title_lang"] or "")
        found = {name: {**stands[name], **facts[name]} for name in ("titles", "summary")}
        if own in stands["text_notes"] and not any(name.startswith(f"{TextKind.TITLE}_") for name in self.by_hand):
            found |= {"title": stands["title"], "title_lang": stands["title_lang"]}
        return original_apart({**facts, **found}) if "title" in found else found

    def notes(self, before: Mapping[str, Any], after: Mapping[str, Any], *, who: str, now: datetime) -> dict[str, Any]:
        """What is kept of each text after this act."""
        return kept_notes(before, after, by_hand=self.by_hand, checked=self.checked, who=who, now=now, sources=self.sources)


def columns_of(row: Any) -> dict[str, Any]:
    """The columns of a row that texts are, and those of which they tell, as they stand now."""
    return {name: getattr(row, name) for name in (*TEXT_COLUMNS, *(column for columns in TOLD_FIELDS.values() for column in columns))}


def title_language(title: str, lang: str = "") -> str:
    """The language of a title that came in an article of this language, or stood so before. Letters decide only where they say otherwise: a title in Latin
    letters is in no language of Cyrillic ones."""
    if not title:
        return ""
    read = language_of(title)
    if lang not in LANGUAGES:
        return lang or read
    return lang if (read == "en") == (language_of_script(lang) == "en") else read


def language_of_script(lang: str) -> str:
    """`en` for a language in Latin letters, else `ru`."""
    return "ru" if lang in ("kk", "ru") else "en"


def original_apart(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns with the title in the language of the original in `title` alone: two places would come apart."""
    found = dict(columns)
    titles = dict(found.get("titles") or {})
    if titles and not found.get("title"):
        # Nobody recorded a headline: the first that somebody wrote is the original.
        found["title_lang"] = next(iter(sorted(titles, key=[*LANGUAGES, *titles].index)))
    if own := titles.pop(found.get("title_lang") or "", ""):
        found["title"] = own
    return {**found, "titles": titles}


def texts_of(columns: Mapping[str, Any]) -> dict[str, str]:
    """Every text that stands in the columns, by its name."""
    titles = {**(columns.get("titles") or {}), **({columns["title_lang"]: columns.get("title") or ""} if columns.get("title_lang") else {})}
    of = {TextKind.TITLE: titles, TextKind.SUMMARY: columns.get("summary") or {}}
    return {name: words for name, kind, lang in slots() if (words := (of[kind].get(lang) or "").strip())}


def kept_notes(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by_hand: Collection[str],
    checked: Collection[str] | None,
    who: str,
    now: datetime,
    sources: Mapping[str, tuple[TextOrigin, str]] | None = None,
) -> dict[str, Any]:
    """What is kept of each text after a change from `before` to `after` (columns of an incident; `before` is empty for a new one).

    `by_hand` are the texts that this person gave. `checked` are those for which she vouches, None: all that she gave. `sources` say by their words from where
    texts come, with the article. A text that others gave keeps its note; one that was checked says from now on what was changed of which it tells.
    """
    was, stands, at = texts_of(before), texts_of(after), now.isoformat()
    notes = {name: TextNote.from_json(held) for name, held in (before.get("text_notes") or {}).items() if name in stands}
    moved = changed_fields(before, after) if before else ()
    vouched = set(by_hand if checked is None else checked) & set(stands)
    for name, words in stands.items():
        new = words != was.get(name)
        origin, article = (sources or {}).get(words, (TextOrigin.PERSON, ""))
        if name in vouched:
            if new or name not in notes or notes[name].state is not TextState.CHECKED or checked is not None:
                old = notes.get(name)
                origin, article = (old.origin, old.article) if old and not new else (origin, article)
                notes[name] = TextNote(TextState.CHECKED, who, at, origin, article)
        elif new and name in by_hand:
            notes[name] = TextNote(TextState.PROPOSED, who, at, origin, article)
        elif new:
            notes.pop(name, None)
        elif name in notes and notes[name].state is TextState.CHECKED and moved:
            note = notes[name]
            stale = tuple(one for one in TOLD_FIELDS if one in {*note.stale, *moved})
            notes[name] = TextNote(note.state, note.by, note.at, note.origin, note.article, stale)
    return {name: notes[name].to_json() for name, _, _ in slots() if name in notes}


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of which a text tells that a change changes."""
    return tuple(
        field for field, columns in TOLD_FIELDS.items() if any(_plain(one, before.get(one)) != _plain(one, after.get(one)) for one in columns)
    )


def given_by_hand(given: Mapping[str, Any], title_lang: str) -> set[str]:
    """The names of the texts that a person's corrections (`records.review.draft_fields`) hold."""
    found = {slot(TextKind.TITLE, title_lang)} if given.get("title") else set()
    found |= {slot(TextKind.TITLE, lang) for lang in given.get("titles") or {}}
    return found | {slot(TextKind.SUMMARY, lang) for lang in given.get("summary") or {}}


def _plain(column: str, value: Any) -> Any:
    """A value without what says nothing of what happened, as the number of a person's record."""
    if column == "victims":
        return [tuple(str(one.get(key) or "") for key in _VICTIM) for one in value or []]
    if column == "categories":
        return sorted(map(str, value or []))
    return str(value) if value else ""
