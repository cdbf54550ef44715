"""The figures of an infographic are those of the reports over the same days."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from records.database import read_session
from records.vocabulary import FunnelStage
from reports.infographic import InfographicRequest, make_infographic
from reports.infographic.infographic_figures import InfographicFigures
from reports.publications import ReportFormat, ReportKind, ReportRequest, publish
from tests.golden.publications.record import TODAY, UNTIL

pytestmark = pytest.mark.usefixtures("catalogues")

DAYS = [(date(2021, 1, 1), UNTIL), (date(2021, 10, 1), date(2021, 10, 31)), (date(2010, 1, 1), date(2010, 12, 31))]


def figures(engine: Engine, since: date, until: date) -> InfographicFigures:
    with read_session(engine) as session:
        return make_infographic(session, InfographicRequest(until, since), TODAY).figures


def report(engine: Engine, kind: ReportKind, since: date, until: date) -> Any:
    with read_session(engine) as session:
        return json.loads(publish(session, ReportRequest(kind, until, since, form=ReportFormat.JSON), TODAY).content)


@pytest.mark.parametrize(("since", "until"), DAYS)
def test_they_are_those_of_the_monthly_report(press: Engine, since: date, until: date) -> None:
    found, told = figures(press, since, until), report(press, ReportKind.MONTHLY, since, until)
    assert (found.total, found.total_before) == (told["total"]["value"], told["total_before"]["value"])
    assert (found.persons, found.persons_before) == (told["persons"]["affected"]["value"], told["persons_before"]["affected"]["value"])
    assert found.without_reaction == told["without_reaction"]["value"]
    assert (found.unpunished, found.crimes) == tuple(told["rate"]["unanswered"][name]["value"] for name in ("part", "whole"))
    assert {f"{year}-{month:02d}": count for (year, month), count in found.months.items()} == {
        month: figure["value"] for month, figure in told["year"]["months"].items()
    }
    lines = [line for block in told["blocks"] for line in block["lines"] if line["now"]["value"]]
    assert {category.value: count for category, count in found.by_category.items()} == {line["category"]: line["now"]["value"] for line in lines}
    assert sum(found.by_category.values()) == found.total


@pytest.mark.parametrize(("since", "until"), DAYS)
def test_the_track_is_that_of_the_impunity_report(press: Engine, since: date, until: date) -> None:
    found, told = figures(press, since, until), report(press, ReportKind.IMPUNITY, since, until)
    assert {stage.value: len(found.track.at(stage)) for stage in FunnelStage} == {stage: one["value"] for stage, one in told["stages"].items()}
    assert found.unpunished == told["unanswered"]["part"]["value"]
