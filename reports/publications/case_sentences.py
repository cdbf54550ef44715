"""A case in two or three sentences: where and when, what happened to whom, what became of it, and how long nobody has been held to account."""

from records.i18n import reader, tr
from records.incident_model import Incident
from records.vocabulary import ACTOR_LABELS, Actor
from reports.one_line import one_line
from reports.publications import listing, wording
from reports.publications.cases import Case, Escape
from reports.publications.document_tree import Runs, TextRun, runs
from reports.publications.remarks import summary_languages

_SUMMARY = 700
"""Characters of a summary; a longer one is cut."""
_KAZAKH = frozenset("әғқңөұүһі")


def case_text(case: Case) -> Runs:
    """The case in the reader's language: its summary, if there is one in that language; else what its fields say."""
    incident = case.incident
    where_and_when = _ended(f"{wording.first_up(listing.place(incident))}, {wording.date_in_words(incident.day, incident.precision, 'long')}")
    what = _summary(incident) or _from_fields(incident)
    return (TextRun(where_and_when, (incident.number,), strong=True), TextRun(f" {what} {_became(case)} "), *_waited(case))


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


def _summary(incident: Incident) -> str:
    told = one_line(incident.summary.get(reader()) or "", _SUMMARY)
    return told if not told or told[-1] in '.!?…»”"' else f"{told}."


def _ended(sentence: str) -> str:
    """With a full stop at the end."""
    return sentence if sentence[-1] in '.!?…»”"' else f"{sentence}."


def _from_fields(incident: Incident) -> str:
    told = [wording.first_up(wording.category(incident.primary))]
    persons = listing.affected_names(incident) or ", ".join(one_line(outlet, 80) for outlet in incident.outlets)
    if persons:
        told.append(tr("against: {who}").format(who=persons))
    if incident.actor is not Actor.UNKNOWN:
        told.append(tr("by: {actor}").format(actor=tr(ACTOR_LABELS[incident.actor])))
    return "; ".join(told) + "."


def _became(case: Case) -> str:
    """The last step with its day, and the note on it if that is in the reader's language."""
    sentence, note = wording.happened(case.last.code, case.last.day), one_line(case.last.note, 200).rstrip(".")
    return f"{sentence[:-1]} ({note})." if note and lang_of(note) == reader() else sentence


def _waited(case: Case) -> Runs:
    if not case.waited.value:
        return (TextRun(tr("Nobody has been held responsible so far.")),)
    if case.escape is Escape.OPEN and case.silent.value:
        told = tr("Since then, for {silent}, no step has become known; nobody has been held responsible for {waited}.")
        return runs(told, silent=wording.count_of_days(case.silent), waited=wording.count_of_days(case.waited))
    return runs(tr("For {waited} nobody has been held responsible."), waited=wording.count_of_days(case.waited))
