"""A report that would print a text with a withheld name is refused, and says where the text stands; what outlets wrote is left out in silence."""

import re
from dataclasses import dataclass
from datetime import date

import pytest

from records.incident_model import Incident, Source, Status
from records.vocabulary import Category, StatusCode
from reports.publications.cases import Case
from reports.publications.figures import figure_of
from reports.publications.monthly_report import FollowUp
from reports.publications.sections import DetainedPerson
from reports.withheld.names import RedactedText
from reports.withheld.public_incidents import NamedPlace, NameWouldBePrinted, places_in_report, redacted_places, require_no_name

OUT = RedactedText("(left out)")


@dataclass(frozen=True)
class Told:
    """As a report holds a case."""

    incident: Incident
    last: Status


def test_each_place_is_reported_by_the_incident_and_the_field() -> None:
    status = Status(date(2026, 11, 2), StatusCode.PTI, OUT, OUT)
    incident = Incident(
        "KZ-2026-0003", Category.ATT, (Category.ATT,), date(2026, 11, 1), title=OUT, summary={"kk": "мәтін", "ru": OUT}, statuses=(status,),
        articles=(Source("a", RedactedText(), "", "", OUT),),
    )  # fmt: skip
    assert list(redacted_places({"cases": [Told(incident, status)]}, case_type=Told)) == [
        NamedPlace("KZ-2026-0003", "title"),
        NamedPlace("KZ-2026-0003", "summary.ru"),
        NamedPlace("KZ-2026-0003", "statuses.source"),
        NamedPlace("KZ-2026-0003", "statuses.note"),
    ]
    assert list(redacted_places(("(left out)", 7, None, Category.ATT, date(2026, 1, 1)))) == []


def test_a_report_prints_of_an_incident_that_is_only_counted_neither_statuses_in_words_nor_further_fields() -> None:
    status = Status(date(2026, 11, 2), StatusCode.PTI, OUT, OUT)
    counted = Incident("KZ-2026-0003", Category.ATT, (Category.ATT,), date(2026, 11, 1), title=OUT, statuses=(status,), facts={"claimant": OUT})
    assert list(places_in_report({"records": (counted,)}, Told)) == [NamedPlace("KZ-2026-0003", "title")]
    told = [place.field for place in places_in_report({"cases": [Told(counted, status)]}, Told)]
    assert sorted(told) == ["claimant", "statuses.note", "statuses.source", "title"]


def test_an_incident_that_is_listed_as_in_custody_or_heard_of_is_not_reported() -> None:
    status = Status(date(2026, 11, 2), StatusCode.JSN, OUT, OUT)
    incident = Incident("KZ-2026-0003", Category.CRM, (Category.CRM,), date(2026, 11, 1), statuses=(status,), facts={"claimant": OUT})
    assert list(places_in_report({"held": [DetainedPerson(incident, date(2026, 11, 2), figure_of([incident.number]))]}, Case)) == []
    # Of what was heard of in the period the JSON has note and source.
    heard = FollowUp(incident, (Status(date(2026, 11, 3), StatusCode.JAC, "", OUT),))
    assert list(places_in_report({"followups": [heard]}, Case)) == [NamedPlace("KZ-2026-0003", "statuses.note")]


def test_the_refusal_names_the_places_each_once_and_not_more_than_somebody_reads() -> None:
    require_no_name([])
    some = [NamedPlace(f"KZ-2026-{nth:04}", "title") for nth in range(1, 13)]
    with pytest.raises(NameWouldBePrinted) as refused:
        require_no_name([*some, *some, NamedPlace("KZ-2026-0001", "summary.ru")])
    first, *others, left, _ = str(refused.value).split("; ")
    assert first.endswith("KZ-2026-0001 (title, summary.ru)")
    assert others == [f"KZ-2026-{nth:04} (title)" for nth in range(2, 11)]
    assert re.findall(r"\d+", left) == ["2"]
