"""The main job end to end, over the sample newsroom: real servers, real crawler process, real Prefect."""

import hashlib
import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from typing import Any

import pytest

from pipelines.evidence.writer import read_page
from records.model import EvidenceRef
from spiders.sample.sites import Truth, truths
from tests.flows.real_command import Home, free_ports


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home after one run over the sample newsroom."""
    home = Home(tmp_path_factory.mktemp("sample") / "var", {"QORGAN_SAMPLE_PORT": str(free_ports(3))})
    home.first = home.qorgan("run", "--outlets", "sample")  # type: ignore[attr-defined]
    return home


@pytest.fixture(scope="module")
def stories(sample: Home) -> list[Truth]:
    printed = date.fromisoformat((sample.data / "sample" / "printed").read_text())
    return truths(printed)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def test_every_story_is_stored_once_with_its_title_day_and_text(sample: Home, stories: list[Truth]) -> None:
    articles = sample.rows("articles")
    by_title = Counter((row["outlet"], row["title"]) for row in articles)
    assert {(story.outlet, story.title): by_title[(story.outlet, story.title)] for story in stories} == {
        (story.outlet, story.title): 1 for story in stories
    }
    assert len(articles) == len(stories)
    texts = {(row["outlet"], row["title"]): row for row in articles}
    for story in stories:
        row = texts[(story.outlet, story.title)]
        true, stored = words(story.text), words(row["text"])
        assert sum((true & stored).values()) >= 0.98 * sum(true.values()), row["url"]
        assert sum((stored - true).values()) <= 0.05 * sum(true.values()), row["url"]
        assert row["published_at"][:10] == story.published.date().isoformat(), row["url"]


def test_the_eight_incidents_are_queued_as_drafts(sample: Home, stories: list[Truth]) -> None:
    told = {(story.outlet, story.title) for story in stories if story.truth["label"] in ("incident", "followup")}
    drafts = sample.rows("drafts")
    found = {(article["outlet"], article["title"]) for draft in drafts for article in draft["articles"]}
    assert len(told) == 8
    assert told <= found
    assert {draft["state"] for draft in drafts} == {"new"}


def test_articles_on_one_event_are_one_draft_across_outlets_and_languages(sample: Home, stories: list[Truth]) -> None:
    event = {(story.outlet, story.title): story.truth.get("event") for story in stories}
    drafts = [[event[article["outlet"], article["title"]] for article in draft["articles"]] for draft in sample.rows("drafts")]
    assert all(len(set(events)) == 1 for events in drafts)
    told = [events[0] for events in drafts if events[0] is not None]
    assert sorted(told) == sorted(set(told))
    assert len(told) == 6
    assert any({article["lang"] for article in draft["articles"]} == {"kk", "ru"} for draft in sample.rows("drafts"))


def test_every_try_has_one_fate_and_they_add_up_to_what_the_run_says(sample: Home) -> None:
    pages = sample.rows("pages")
    counts = Counter(page["fate"] for page in pages)
    assert len({(page["run"], page["outlet"], page["url"]) for page in pages}) == len(pages)
    told = sample.first.stderr  # type: ignore[attr-defined]
    total = re.search(r"Pages tried +(\d+)", told)
    assert total is not None
    parts = re.findall(r"^ {2}\S.*?  +(\d+) *$", told[total.end() : told.index("New articles")], re.MULTILINE)
    assert int(total[1]) == sum(map(int, parts)) == len(pages)
    assert counts["stored"] == len(sample.rows("articles"))
    assert counts["gone"] == 1
    assert counts["not_article"] + counts["too_short"] + counts["empty"] >= 2


def test_the_person_sees_a_calm_summary_and_the_next_step_and_no_noise(sample: Home) -> None:
    said = sample.first  # type: ignore[attr-defined]
    assert said.stdout == ""
    assert "3 answered, 0 failed" in said.stderr
    assert "qorgan desk" in said.stderr
    for noise in ("Traceback", "WARNING", "ERROR", "prefect", "scrapy"):
        assert noise not in said.stderr, said.stderr


def test_the_end_of_every_task_is_recorded_by_prefect(sample: Home) -> None:
    with closing(sqlite3.connect(sample.data / "prefect" / "prefect.db")) as connection:
        states = Counter(state for (state,) in connection.execute("select state_type from task_run"))
        flows = Counter(state for (state,) in connection.execute("select state_type from flow_run"))
        artifacts = connection.execute("select data from artifact where key = 'run-summary'").fetchall()
    assert set(states) == {"COMPLETED"}
    assert sum(states.values()) >= 4
    assert set(flows) == {"COMPLETED"}
    assert artifacts


def test_one_page_can_be_followed_from_the_socket_to_its_draft(sample: Home, stories: list[Truth]) -> None:
    story = next(story for story in stories if story.truth.get("event") == "editor-threat")
    (article,) = [row for row in sample.rows("articles") if row["title"] == story.title]
    (page,) = [row for row in sample.rows("pages") if row["article"] == article["id"] and row["fate"] == "stored"]
    assert page["url"].endswith(story.path)
    assert page["status"] == 200
    assert page["sha256"] == article["sha256"]
    ref = EvidenceRef(article["evidence"]["file"], article["evidence"]["offset"], article["sha256"])
    stored = read_page(sample.data / "evidence", ref)
    assert hashlib.sha256(stored.body).hexdigest() == article["sha256"]
    assert story.title in stored.body.decode("cp1251")
    with closing(sqlite3.connect(sample.data / "qorgan.db")) as connection:
        screened = connection.execute("select flagged, label from screenings where article_id = ?", (article["id"],)).fetchall()
        assert screened == [(1, "incident")]
        assert connection.execute("select count(*) from snapshots where article_id = ?", (article["id"],)).fetchone() == (1,)
    (draft,) = [row for row in sample.rows("drafts") if article["id"] in [part["id"] for part in row["articles"]]]
    assert draft["reasons"]
    for reason in draft["reasons"]:
        assert f"{article['title']}\n{article['text']}"[reason["start"] : reason["end"]] == reason["text"]


def test_a_decision_in_the_shell_stands_until_it_is_undone(sample: Home) -> None:
    number = str(sample.rows("drafts")[0]["id"])
    sample.qorgan("decide", number, "confirm", "--as", "Aigul", "--set", "place=Теміртау")
    told = sample.qorgan("decide", number, "reject", "--as", "Bolat", "--reason", "old", code=1)
    assert "Aigul" in told.stderr
    assert sample.rows("drafts", "--state", "confirmed")[0]["place"] == "Теміртау"
    sample.qorgan("decide", number, "undo", "--as", "Bolat")
    assert sample.rows("drafts", "--state", "confirmed") == []


def test_a_second_run_stores_nothing_new_and_changes_no_decision(sample: Home) -> None:
    number = str(sample.rows("drafts")[0]["id"])
    sample.qorgan("decide", number, "reject", "--as", "Aigul", "--reason", "not_work")
    before = (sample.rows("articles"), sample.rows("drafts"))
    second = sample.qorgan("run", "--outlets", "sample")
    assert (sample.rows("articles"), sample.rows("drafts")) == before
    assert re.search(r"New articles\s+0", second.stderr)
    run = sample.rows("pages")[-1]["run"]
    assert {page["fate"] for page in sample.rows("pages", "--run", run)} <= {"listing", "known"}


def test_what_screen_prints_is_what_the_run_queued(sample: Home) -> None:
    drafts = sample.rows("drafts")
    wanted = {article["id"] for draft in drafts for article in draft["articles"]}
    lines = "".join(sample_line(row) + "\n" for row in sample.rows("articles"))
    answers = [json.loads(line) for line in sample.qorgan("screen", given=lines).stdout.splitlines()]
    assert {answer["id"] for answer in answers if answer["flagged"]} == wanted


def sample_line(row: dict[str, Any]) -> str:
    return json.dumps({name: row[name] for name in ("id", "title", "text", "lang", "url", "published_at")}, ensure_ascii=False)


def test_the_evidence_is_one_file_of_the_day_per_run(sample: Home) -> None:
    runs = {row["run"] for row in sample.rows("pages") if row["sha256"]}
    files = [str(file.relative_to(sample.data / "evidence")) for file in (sample.data / "evidence").rglob("*.warc.gz")]
    assert len(files) == len(runs)
    assert {row["evidence"]["file"] for row in sample.rows("articles")} <= set(files)
