"""The main job end to end over the sample newsroom: one run of the real command with its servers, crawler and Prefect, and what is done with its result."""

import hashlib
import json
import os
import re
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from pipelines.evidence.writer import read_page
from records.model import EvidenceRef
from records.users import Role
from tests.desk.site import add_person, open_site
from tests.flows.conftest import Here
from tests.flows.crawl_here import sample_site
from tests.flows.real_command import Home, free_ports, with_prefect
from tests.records.run_role import run_role
from tests.spiders.labelled_stories import LabelledStory, labelled_stories

# Python runs this first in every process of the run, and from then on tells of every outlet file that is opened.
TELLTALE = """
import os, sys

def tell(event, given):
    reading = event == "open" and given[1] in ("r", "rb") and isinstance(given[0], (str, os.PathLike))
    if reading and str(given[0]).endswith(".yaml") and "{folder}" in os.path.abspath(given[0]):
        with open("{note}", "a", encoding="utf-8") as note:
            note.write(f"{{os.getpid()}} {{' '.join(sys.orig_argv[1:4])}}\\n")

sys.addaudithook(tell)
"""


@pytest.fixture(scope="module")
def sample(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home after one run over the sample newsroom. `opened`: a line for each time that a process of it read the outlet file."""
    folder = tmp_path_factory.mktemp("sample")
    (folder / "sitecustomize.py").write_text(TELLTALE.format(folder=folder / "var" / "sample", note=folder / "opened.txt"), encoding="utf-8")
    found_first = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    home = with_prefect(Home(folder / "var", {"QORGAN_SAMPLE_PORT": str(free_ports(3)), "PYTHONPATH": found_first}))
    home.opened = folder / "opened.txt"  # type: ignore[attr-defined]
    home.first = home.qorgan("run", "--outlets", "sample", "--json")  # type: ignore[attr-defined]
    return home


@pytest.fixture(scope="module")
def stories(sample: Home) -> list[LabelledStory]:
    printed = date.fromisoformat((sample.data / "sample" / "printed").read_text())
    return labelled_stories(printed)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def test_a_run_reads_the_outlet_files_once_in_the_command_and_once_in_the_crawler(sample: Home) -> None:
    read = [line.split(" ", 1) for line in sample.opened.read_text(encoding="utf-8").splitlines()]  # type: ignore[attr-defined]
    assert list(Counter(number for number, _ in read).values()) == [1, 1], read
    assert ["spiders.crawl" in words for _, words in read] == [False, True], read


def test_every_story_is_stored_once_with_its_title_day_and_text(sample: Home, stories: list[LabelledStory]) -> None:
    articles = sample.rows("articles")
    assert Counter((row["outlet"], row["title"]) for row in articles) == Counter((story.outlet, story.title) for story in stories)
    assert len({story.title for story in stories}) > 1
    texts = {(row["outlet"], row["title"]): row for row in articles}
    for story in stories:
        row = texts[(story.outlet, story.title)]
        true, stored = words(story.text), words(row["text"])
        assert sum((true & stored).values()) >= 0.98 * sum(true.values()), row["url"]
        assert sum((stored - true).values()) <= 0.05 * sum(true.values()), row["url"]
        assert row["published_at"][:10] == story.published.date().isoformat(), row["url"]


def test_the_eight_incidents_are_drafts_one_for_each_event_across_outlets_and_languages(sample: Home, stories: list[LabelledStory]) -> None:
    told = {(story.outlet, story.title) for story in stories if story.truth["label"] in ("incident", "followup")}
    drafts = sample.rows("drafts")
    assert len(told) == 8
    assert told <= {(article["outlet"], article["title"]) for draft in drafts for article in draft["articles"]}
    assert {draft["state"] for draft in drafts} == {"new"}
    event = {(story.outlet, story.title): story.truth.get("event") for story in stories}
    events = [{event[article["outlet"], article["title"]] for article in draft["articles"]} for draft in drafts]
    assert all(len(one) == 1 for one in events)
    assert len([one for one in events if one != {None}]) == len(set(map(frozenset, events)) - {frozenset({None})}) == 6
    assert any({article["lang"] for article in draft["articles"]} == {"kk", "ru"} for draft in drafts)


def test_every_try_has_one_fate_and_they_add_up_to_what_the_run_says(sample: Home) -> None:
    pages = sample.rows("pages")
    counts = Counter(page["fate"] for page in pages)
    assert len({(page["run"], page["outlet"], page["url"]) for page in pages}) == len(pages)
    done = sample.first  # type: ignore[attr-defined]
    told = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert (told["run"], told["fates"], told["drafts"]) == (pages[0]["run"], dict(counts), 7)
    assert told["outlets"] == {"answered": 3, "failed": 0, "busy": 0}
    assert (counts["stored"], counts["gone"]) == (len(sample.rows("articles")), 1)
    assert counts["not_article"] + counts["too_short"] + counts["empty"] >= 2
    total = re.search(r"Pages tried +(\d+)", done.stderr)
    assert total is not None
    parts = re.findall(r"^ {2}\S.*?  +(\d+) *$", done.stderr[total.end() : done.stderr.index("New articles")], re.MULTILINE)
    assert int(total[1]) == sum(map(int, parts)) == len(pages)


def test_the_person_sees_a_calm_summary_and_the_next_step_and_no_noise(sample: Home) -> None:
    said = sample.first.stderr  # type: ignore[attr-defined]
    assert "3 answered, 0 failed" in said
    assert "qorgan desk" in said
    assert [noise for noise in ("Traceback", "WARNING", "ERROR", "prefect", "scrapy") if noise in said] == []


def test_the_end_of_every_task_is_recorded_by_prefect(sample: Home) -> None:
    with closing(sqlite3.connect(sample.data / "prefect" / "prefect.db")) as connection:
        states = Counter(state for (state,) in connection.execute("select state_type from task_run"))
        flows = Counter(state for (state,) in connection.execute("select state_type from flow_run"))
        artifacts = connection.execute("select data from artifact where key = 'run-summary'").fetchall()
    assert set(states) == {"COMPLETED"}
    assert sum(states.values()) >= 4
    assert set(flows) == {"COMPLETED"}
    assert artifacts


def test_one_page_can_be_followed_from_the_socket_to_its_draft(sample: Home, stories: list[LabelledStory]) -> None:
    story = next(story for story in stories if story.truth.get("event") == "editor-threat")
    (article,) = [row for row in sample.rows("articles") if row["title"] == story.title]
    (page,) = [row for row in sample.rows("pages") if row["article"] == article["id"] and row["fate"] == "stored"]
    assert page["url"].endswith(story.path)
    assert (page["status"], page["sha256"]) == (200, article["sha256"])
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


def test_the_evidence_is_one_file_of_the_day_per_run(sample: Home) -> None:
    files = [str(file.relative_to(sample.data / "evidence")) for file in (sample.data / "evidence").rglob("*.warc.gz")]
    assert len(files) == len({row["run"] for row in sample.rows("pages") if row["sha256"]}) == 1
    assert {row["evidence"]["file"] for row in sample.rows("articles")} == set(files)


def test_what_screen_prints_is_what_the_run_queued(sample: Home, here: Here) -> None:
    wanted = {article["id"] for draft in sample.rows("drafts") for article in draft["articles"]}
    names = ("id", "title", "text", "lang", "url", "published_at")
    lines = [json.dumps({name: row[name] for name in names}, ensure_ascii=False) for row in sample.rows("articles")]
    answers = [json.loads(line) for line in here(sample, "screen", given="\n".join(lines)).stdout.splitlines()]
    assert {answer["id"] for answer in answers if answer["flagged"]} == wanted


def test_a_decision_in_the_shell_stands_until_it_is_undone(sample: Home, here: Here) -> None:
    number = str(sample.rows("drafts")[0]["id"])
    here(sample, "decide", number, "confirm", "--as", "Aigul", "--set", "place=Теміртау")
    assert "Aigul" in here(sample, "decide", number, "reject", "--as", "Bolat", "--reason", "old", code=1).stderr
    assert sample.rows("drafts", "--state", "confirmed")[0]["place"] == "Теміртау"
    here(sample, "decide", number, "undo", "--as", "Bolat")
    assert sample.rows("drafts", "--state", "confirmed") == []


def test_a_second_run_stores_nothing_new_and_changes_no_decision(sample: Home, run_here: Here, tmp_path: Path) -> None:
    number = str(sample.rows("drafts")[0]["id"])
    run_here(sample, "decide", number, "reject", "--as", "Aigul", "--reason", "not_work")
    before = (sample.rows("articles"), sample.rows("drafts"))
    with sample_site(tmp_path, int(sample.more["QORGAN_SAMPLE_PORT"])) as file:
        second = run_here(sample, "run", "--outlets", str(file))
        planned = json.loads(run_here(sample, "run", "--outlets", str(file), "--dry-run", "--format", "json").stdout)
    assert second.stdout == ""
    assert (sample.rows("articles"), sample.rows("drafts")) == before
    assert re.search(r"New articles\s+0", second.stderr)
    run = sample.rows("pages")[-1]["run"]
    assert {page["fate"] for page in sample.rows("pages", "--run", run)} <= {"listing", "known"}
    assert all(outlet["known"] >= 40 for outlet in planned["outlets"])


def test_a_dry_run_fetches_and_writes_nothing_and_names_a_wrong_field_with_file_and_line(here: Here, tmp_path: Path) -> None:
    home = Home(tmp_path / "var", {"QORGAN_SAMPLE_PORT": str(free_ports(3))})
    said = here(home, "run", "--outlets", "sample", "--dry-run")
    assert [line.split()[0] for line in said.stdout.splitlines()[1:4]] == ["kz_sample_mayak", "kz_sample_syr", "kz_sample_tobyl"]
    planned = json.loads(here(home, "run", "--outlets", "sample", "--dry-run", "--json").stdout)
    assert (planned["dry_run"], len(planned["outlets"]), planned["tips"], planned["looks"]) == (True, 3, [], 0)
    with sample_site(tmp_path) as file:
        text = file.read_text(encoding="utf-8").replace("region: KZ-43", "region: KZ-99")
        file.write_text(text, encoding="utf-8")
        said = here(home, "run", "--outlets", str(file), "--dry-run", "--json")
    assert f"{file.name}:{text.splitlines().index('  region: KZ-99') + 1}: region" in said.stderr
    assert [outlet["name"] for outlet in json.loads(said.stdout)["outlets"]] == ["kz_sample_mayak", "kz_sample_tobyl"]
    assert not home.data.exists()
    assert "kz_tmie" in here(home, "run", "--outlets", "kz_tmie", "--dry-run", code=2).stderr


def test_a_run_over_postgresql_the_desk_and_every_check_work_without_any_right_to_change_tables(
    run_here: Here, upgraded_postgresql_url: str, tmp_path: Path
) -> None:
    key = str(tmp_path / "anchor.key")
    with run_role(upgraded_postgresql_url) as role_url, sample_site(tmp_path) as file:
        home = Home(tmp_path / "var", {"QORGAN_DATABASE_URL": role_url})
        run_here(home, "anchor", "--new-key", key)
        home.more["QORGAN_ANCHOR_KEY"] = key
        told = json.loads(run_here(home, "run", "--outlets", str(file), "--json").stdout)
        assert (told["fates"]["stored"], told["drafts"]) == (132, 7)
        desk = open_site(role_url, home.data)
        numbers = [json.loads(line)["id"] for line in run_here(home, "export", "drafts").stdout.splitlines()]
        with desk.writing() as session:
            add_person(session, "Zarina", Role.MONITOR)
        browser = desk.browser()
        assert browser.sign_in("Zarina").status_code == 303
        assert browser.get("/queue").status_code == 200
        assert browser.submit(f"/drafts/{numbers[0]}/decision", {"do": "reject", "reason": "not_press"}).status_code == 303
        assert browser.submit(f"/drafts/{numbers[0]}/undo").status_code == 303
        desk.engine.dispose()
        run_here(home, "decide", str(numbers[1]), "confirm", "--as", "Aigul")
        run_here(home, "evidence", "clear", "--older-than", "30", "--as", "Aigul")
        # The day's anchor: the first run had an empty ledger before it.
        run_here(home, "run", "--outlets", str(file))
        checked = json.loads(run_here(home, "verify", "--format", "json").stdout)
        assert (checked["faults"], checked["anchors"]) == ([], 1)
    assert not (home.data / "qorgan.db").exists()
