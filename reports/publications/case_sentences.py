"""A case in a few sentences: where and when, what happened to whom, every step taken since, and how long it has lasted."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from records.i18n import reader, tr
from records.incident_model import Incident, Status
from records.incident_texts.note_languages import note_for_reader
from records.incident_texts.signed_sentences import beside_it, happened_to_whom, when_and_where
from records.incident_texts.text_slots import TextKind
from records.incident_texts.texts_of_incident import stored_text, vouched
from records.incident_texts.told_people import also_told, not_named_in
from records.vocabulary import TRACK_LABELS, Track
from reports.one_line import one_line
from reports.publications import listing, wording
from reports.publications.cases import Case, CaseStory, Escape
from reports.publications.document_tree import Runs, TextRun, runs
from reports.publications.legal_sentences import legal_sentences
from reports.publications.remarks import summary_languages

_SUMMARY = 700
"""Characters of a summary; a longer one is cut."""
_TITLE = 200
"""Characters of a title."""
_STEPS = 12
"""As many steps of one track are told, the last ones; the record has all."""


def case_text(case: Case) -> Runs:
    """The case in the reader's language: the summary that a person checked in it, with those whom it does not name; else what its fields say, as a sentence. Then the
    law, every step, and how long it has lasted."""
    incident, titles = _on_one_line(case.incident), {one_line(name): one_line(title) for name, title in case.outlet_titles.items()}
    if summary := _summary(incident):
        when = wording.date_in_words(incident.day, incident.precision, "long") if incident.day else tr("date not known")
        first = ended(f"{wording.first_up(listing.place(incident))}, {when}")
        said = [summary, *_not_named(incident, summary, titles)]
    else:
        begun = when_and_where(incident)
        first = begun or f"{incident.number}:"
        sentence = ended(happened_to_whom(incident, titles))
        said = [sentence if begun else wording.first_up(sentence), *beside_it(incident), *filter(None, [_title(incident)])]
    told = " ".join([*said, *legal_sentences(incident), *_became(case)])
    return (TextRun(first, (incident.number,), strong=True), TextRun(f" {told}"), *_lasted(case))


def lacking_summary(incident: Incident) -> str | None:
    """What the editor is told of a case without a checked summary in the reader's language; None if it has one and nothing was changed since."""
    found = stored_text(incident, TextKind.SUMMARY, reader())
    if found and not found.needs_a_look:
        return None
    if found and found.checked:
        changed = tr("{number}: the record was changed after somebody checked the summary, so it is left out; see whether it still holds.")
        return changed.format(number=incident.number)
    if found:
        told = tr("{number} has a summary in this language that nobody has checked; it is left out, and the case is told from its fields.")
        return told.format(number=incident.number)
    languages = summary_languages(incident)
    if not languages:
        return tr("{number} has no summary; its text was built from the record's fields.").format(number=incident.number)
    told = tr("{number} has no summary in this language (only: {languages}); it is told from its fields.")
    return told.format(number=incident.number, languages=", ".join(languages))


def unchecked_title(incident: Incident) -> bool:
    """Whether a title in the reader's language is left out because nobody has checked it as it is now."""
    found = stored_text(incident, TextKind.TITLE, reader())
    return found is not None and found.needs_a_look and not _summary(incident)


def ended(sentence: str) -> str:
    """With a full stop at the end, unless it has an end already, also within quotation marks."""
    return sentence if sentence.rstrip('»”"')[-1:] in (*".!?…",) else f"{sentence}."


def _on_one_line(incident: Incident) -> Incident:
    """The incident with everything that a sentence takes from it cleaned for a document."""
    victims = tuple(
        replace(
            one,
            name=one_line(one.name),
            profession=one_line(one.profession),
            outlet=one_line(one.outlet),
            names={lang: one_line(name) for lang, name in one.names.items()},
        )
        for one in incident.victims
    )
    return replace(incident, victims=victims, outlets=tuple(map(one_line, incident.outlets)), place=one_line(incident.place or ""))


def _summary(incident: Incident) -> str:
    """The summary that a person checked in the reader's language."""
    told = one_line(vouched(incident, TextKind.SUMMARY), _SUMMARY)
    return ended(told) if told else ""


def _title(incident: Incident) -> str:
    """The headline that a person checked in the reader's language: where there is no summary, it says what was special."""
    told = one_line(vouched(incident, TextKind.TITLE), _TITLE)
    return ended(told) if told else ""


def _not_named(incident: Incident, summary: str, outlets: Mapping[str, str]) -> Iterator[str]:
    """Who was affected, once, if the summary does not name them all."""
    lacking = not_named_in(summary, incident.victims)
    if lacking:
        yield tr("Those affected: {who}.").format(who=also_told(lacking, outlets))


def _became(case: Case) -> Iterator[str]:
    """The steps of each track, one after the other. Where there are both, each is headed, because a dropped case may be either."""
    tracks = {track: [step for step in case.steps if step.track is track] for track in Track}
    both = all(tracks.values())
    for track, steps in tracks.items():
        if both:
            yield f"{wording.first_up(tr(TRACK_LABELS[track]))}:"
        yield from map(_step, steps[-_STEPS:])
    if case.story is CaseStory.IMPUNITY and not tracks[Track.PERPETRATOR]:
        yield tr("No step against those responsible has become known.")


def _step(status: Status) -> str:
    """What was done on a day, with the reason that the note on it gives in the reader's language."""
    sentence, note = wording.happened(status), one_line(note_for_reader(status.note), 200).rstrip(".")
    return f"{sentence[:-1]} ({note})." if note else sentence


def _lasted(case: Case) -> Runs:
    """How long nobody was held to account, and how long the case against the journalist has lasted; nothing of a clock that does not run."""
    told = [part for part in (_without_accountability(case), _under_pursuit(case)) if part]
    return tuple(run for part in told for run in (TextRun(" "), *part))


def _without_accountability(case: Case) -> Runs:
    if case.story not in (CaseStory.IMPUNITY, CaseStory.ACCOUNTABILITY):
        return ()
    if not case.waited or not case.waited.value:
        return (TextRun(tr("Nobody has been held accountable so far.")),) if case.story is CaseStory.IMPUNITY else ()
    waited = wording.count_of_days(case.waited)
    if case.story is CaseStory.ACCOUNTABILITY:
        return runs(tr("Somebody was held to account after {waited}."), waited=waited)
    if case.escape is Escape.OPEN and case.silent and case.silent.value:
        if case.silent.value == case.waited.value:
            return runs(tr("Nothing further has been heard for {waited}, and nobody has been held accountable."), waited=waited)
        told = tr("Nothing further has been heard for {silent}, and nobody has been held accountable for {waited}.")
        return runs(told, silent=wording.count_of_days(case.silent), waited=waited)
    return runs(tr("For {waited} nobody has been held accountable."), waited=waited)


def _under_pursuit(case: Case) -> Runs:
    if case.pursued is None:
        return ()
    days = wording.count_of_days(case.pursued)
    if case.held_now and case.held and case.held.value:
        return runs(tr("The journalist is in custody, {held} in all."), held=wording.count_of_days(case.held))
    if case.ended_well:
        return runs(tr("Good news: the case against the journalist is over, after {days}."), days=days) if case.pursued.value else ()
    return runs(tr("The case against the journalist has been going on for {days}."), days=days) if case.going_on and case.pursued.value else ()
