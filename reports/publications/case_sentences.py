"""A case in a few sentences: where and when, what happened to whom, every step taken since, and how long it has lasted."""

from collections.abc import Iterator

from records.i18n import reader, tr
from records.incident_model import Incident, Status
from records.incident_texts.told_sentences import what_happened
from records.vocabulary import ACTOR_LABELS, TRACK_LABELS, Actor, Track
from reports.one_line import one_line
from reports.publications import listing, wording
from reports.publications.cases import Case, CaseStory, Escape
from reports.publications.document_tree import Runs, TextRun, runs
from reports.publications.remarks import summary_languages

_SUMMARY = 700
"""Characters of a summary; a longer one is cut."""
_STEPS = 12
"""As many steps of one track are told, the last ones; the record has all."""
_KAZAKH = frozenset("әғқңөұүһі")


def case_text(case: Case) -> Runs:
    """The case in the reader's language: its summary, if there is one in that language; else what its fields say."""
    incident = case.incident
    when = wording.date_in_words(incident.day, incident.precision, "long") if incident.day else tr("date not known")
    where_and_when = ended(f"{wording.first_up(listing.place(incident))}, {when}")
    what = _summary(incident) or _from_fields(incident)
    became = "".join(f" {told}" for told in _became(case))
    return (TextRun(where_and_when, (incident.number,), strong=True), TextRun(f" {what}{became}"), *_lasted(case))


def lacking_summary(incident: Incident) -> str | None:
    """What the editor is told of a case without a summary in the reader's language; None if it has one."""
    if _summary(incident):
        return None
    languages = summary_languages(incident)
    if not languages:
        return tr("{number} has no summary; it is told from its fields.").format(number=incident.number)
    told = tr("{number} has no summary in this language (only: {languages}); it is told from its fields.")
    return told.format(number=incident.number, languages=", ".join(languages))


def lang_of(text: str) -> str:
    """The language of a short text, by its letters. A Kazakh text without any Kazakh letter is taken for Russian."""
    letters = set(text.casefold())
    if letters & _KAZAKH:
        return "kk"
    return "ru" if any("а" <= letter <= "я" for letter in letters) else "en"


def ended(sentence: str) -> str:
    """With a full stop at the end, unless it has an end already."""
    return sentence if sentence[-1] in '.!?…»”"' else f"{sentence}."


def _summary(incident: Incident) -> str:
    told = one_line(incident.summary.get(reader()) or "", _SUMMARY)
    return ended(told) if told else told


def _from_fields(incident: Incident) -> str:
    told = [ended(wording.first_up(what_happened(incident)))]
    persons = listing.affected_names(incident) or ", ".join(one_line(outlet, 80) for outlet in incident.outlets)
    if persons:
        told.append(tr("Affected: {who}.").format(who=persons))
    if incident.actor is not Actor.UNKNOWN:
        told.append(tr("By whom: {actor}.").format(actor=tr(ACTOR_LABELS[incident.actor])))
    return " ".join(told)


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
    """What was done on a day, with the note on it if that is in the reader's language."""
    sentence, note = wording.happened(status), one_line(status.note, 200).rstrip(".")
    return f"{sentence[:-1]} ({note})." if note and lang_of(note) == reader() else sentence


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
