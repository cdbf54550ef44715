"""Runs begin every half hour, wherever a schedule is set up."""

import inspect
import re

import pytest
import yaml  # type: ignore[import-untyped]

from flows.cli.serve_command import serve
from flows.schedule_interval import EVERY_MINUTES, limit_minutes
from tests.paths import ROOT


def test_the_command_takes_the_interval() -> None:
    assert inspect.signature(serve).parameters["every"].default == EVERY_MINUTES == 30


@pytest.mark.parametrize("file", ["deploy/qorgan-serve.service", "deploy/Containerfile"])
def test_units_and_image_leave_it_to_the_command(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert re.search(r'qorgan serve$|CMD \["serve"\]', text, re.MULTILINE)
    assert "--every" not in text


def test_prefect_begins_as_often_and_ends_as_early() -> None:
    deployments = {one["name"]: one for one in yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]}
    runs = deployments["half-hourly"]
    (schedule,) = runs["schedules"]
    first, second = map(int, schedule["cron"].split()[0].split(","))
    assert second - first == EVERY_MINUTES
    assert runs["parameters"] == {"every_minutes": EVERY_MINUTES, "limit_minutes": limit_minutes(EVERY_MINUTES)}


@pytest.mark.parametrize(
    ("file", "words"), [("README.md", "runs the flow every half hour"), ("docs/operating.md", "Every half hour, everywhere alike")]
)
def test_the_documents_say_so(file: str, words: str) -> None:
    assert words in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(("every", "limit"), [(60, 30), (30, 27), (10, 9), (0.05, 0.5)])
def test_a_run_is_over_when_the_next_one_begins(every: float, limit: float) -> None:
    assert limit_minutes(every) == limit
