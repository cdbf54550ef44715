"""The lists of records at the end of a report, and the words for one record in a few columns."""

from collections.abc import Iterable, Iterator

from records.country import region_name
from records.i18n import reader, tr
from records.incident_model import Incident
from records.incident_texts.keeping import title_language
from records.incident_texts.texts_of_incident import published_title
from records.incident_texts.told_places import place_told
from records.incident_texts.told_sentences import what_happened
from records.persons.reader_letters import name_told
from reports.charts.chart_words import number
from reports.impunity.clocks import last_status
from reports.one_line import one_line
from reports.publications import wording
from reports.publications.document_tree import Block, Heading, Listed, Paragraph, Records, TextRun

_NAMES = 3
"""As many persons of one incident are named in a list; the record names all."""


def lists(counted: Iterable[Incident], others: Iterable[tuple[str, Iterable[Incident]]]) -> tuple[Block, ...]:
    """The counted incidents, and, under headings of their own, those that are told or compared but not counted. Each stands once."""
    made: list[Block] = [Heading(2, tr("List of records"))]
    seen: set[str] = set()
    rows = tuple(_rows(counted, seen))
    made.append(Records(tr("Counted in this report"), columns(), rows) if rows else Paragraph((TextRun(tr("No incident was counted.")),)))
    for caption, incidents in others:
        rows = tuple(_rows(incidents, seen))
        if rows:
            made.append(Records(caption, columns(), rows))
    return tuple(made)


def columns() -> tuple[str, ...]:
    """The heads of a list of records."""
    return tr("Number"), tr("Date"), tr("Place"), tr("Category"), tr("Case"), tr("Last status")


def place(incident: Incident) -> str:
    """The place of an incident in the reader's language, else its region, else the words for "not known"."""
    told = one_line(place_told(incident), 80) or (region_in_words(incident.region) if incident.region else "")
    return told or tr("place not known")


def title_told(incident: Incident) -> str:
    """The headline, if there is one in the reader's language that may leave the house; else what happened, in a clause."""
    words, lang = published_title(incident)
    if words.strip() and (lang or title_language(words)) == reader():
        return one_line(words, 160)
    return wording.first_up(what_happened(incident))


def region_in_words(code: str | None) -> str:
    """A region in the reader's language. A code from abroad stays as it is."""
    return region_name(code) or tr("region not known")


def affected_names(incident: Incident, most: int = _NAMES) -> str:
    """The persons affected, each with the outlet if it is known. Empty if nobody is named."""
    told = [one_line(name_told(victim), 80) + (f" ({one_line(victim.outlet, 80)})" if victim.outlet else "") for victim in incident.victims[:most]]
    rest = len(incident.victims) - len(told)
    if rest > 0:
        told.append(tr("{n} more").format(n=number(rest)))
    return ", ".join(told)


def _rows(incidents: Iterable[Incident], seen: set[str]) -> Iterator[Listed]:
    for incident in incidents:
        if incident.number not in seen:
            seen.add(incident.number)
            yield Listed(incident.number, tuple(_cells(incident)))


def _cells(incident: Incident) -> Iterator[str]:
    yield wording.date_in_words(incident.day, incident.precision)
    yield place(incident)
    yield wording.category(incident.primary)
    yield " — ".join(part for part in (title_told(incident), affected_names(incident)) if part)
    last = last_status(incident.statuses)
    yield wording.heard(last) if last else "—"
