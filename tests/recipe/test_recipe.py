"""Several machines: docs/operating.md is followed block by block, with three workers that share a database, Prefect's server and a data folder, and nothing else."""

import json
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, create_engine, func, select

from records.database import read_session
from records.tables import ArticleRow, DraftRow, PageRow
from records.vocabulary import DraftState
from spiders.config.files import OWN
from spiders.sample.server import outlets_file, serve
from spiders.sample.story_files import printing_day
from tests.conftest import postgresql_database
from tests.deploy.built_wheel import SAMPLE, built, clean_sources
from tests.flows.real_command import free_ports
from tests.processes import GroupLeader, ending_with
from tests.recipe.recipe_blocks import recipe_blocks
from tests.recipe.recipe_machine import RecipeMachine, new_machine, python_names, see_packages

WORKERS = 3
# Seconds until something answers that was started; waiting ends sooner.
STARTS_WITHIN = 600.0
PASSWORD = "qorgan:of-the-recipe-test"


@dataclass
class Followed:
    """The recipe after its last block but one: the schedule, by which real outlets would be asked, has not begun."""

    first: RecipeMachine
    workers: list[RecipeMachine]
    api: str
    desk: str
    database: Engine
    data: Path
    outlets: list[str]
    said: dict[str, str] = field(default_factory=dict)

    staying: list[GroupLeader] = field(default_factory=list)

    def all_said(self) -> str:
        """What everything that stays has said, for when it does not begin."""
        return "\n".join(f"--- {machine.folder.name}\n{machine.said()[-3000:]}" for machine in (self.first, *self.workers))

    def prefect(self, path: str, **body: object) -> list[dict[str, Any]]:
        """What Prefect's server answers to a question."""
        user, _, password = PASSWORD.partition(":")
        answer = httpx.post(f"{self.api}{path}", json=body, auth=(user, password))
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def wait_until(true: Callable[[], bool], said: Callable[[], str]) -> None:
    give_up = time.monotonic() + STARTS_WITHIN
    while not true():
        assert time.monotonic() < give_up, said()
        time.sleep(0.2)


@pytest.fixture(scope="module")
def followed(processes: None, tmp_path_factory: pytest.TempPathFactory, postgresql_server: str) -> Iterator[Followed]:
    folder, blocks = tmp_path_factory.mktemp("recipe"), recipe_blocks()
    data, port, sample = folder / "shared", free_ports(2), free_ports(3)
    data.mkdir(mode=0o700)
    with ending_with(), postgresql_database(postgresql_server) as database, serve(sample, printing_day(datetime.now(UTC))):
        # As outlets that were added at the desk: the file lies in the data folder, where every worker finds it.
        own = outlets_file(sample, folder).rename(data / OWN)
        outlets = re.findall(r"^- name: (\w+)", own.read_text(encoding="utf-8"), re.MULTILINE)
        names = {
            **python_names(),
            "qorgan-0.1.0-py3-none-any.whl": str(built(clean_sources(folder / "source"), "build_wheel", folder / "built")),
            "postgresql+psycopg://qorgan_run@first.example.org/qorgan": database,
            "/srv/qorgan": str(data),
            "http://first.example.org:4200": f"http://127.0.0.1:{port}",
            "qorgan:a-long-password": PASSWORD,
            "--host 0.0.0.0 --port 4200": f"--host 127.0.0.1 --port {port}",
            '["kz_one", "kz_two"]': json.dumps(outlets),
            "--port 8460": f"--port {port + 1}",
        }
        assert [name for name in names if name not in "".join(blocks.values())] == []
        machines = [new_machine(folder / name, names) for name in ("first", *(f"worker-{number}" for number in range(1, WORKERS + 1)))]
        engine = create_engine(database)
        made = Followed(machines[0], machines[1:], f"http://127.0.0.1:{port}/api", f"http://127.0.0.1:{port + 1}", engine, data, outlets)
        follow(made, dict(list(blocks.items())[:-1]))
        yield made
        engine.dispose()


def follow(made: Followed, blocks: dict[str, str]) -> None:
    """Do every block in its order, where its title says; the desk stands on the first machine."""
    with ThreadPoolExecutor(2) as pool:
        for title, commands in blocks.items():
            where, _, what = title.partition(": ")
            if where.endswith(", stays"):
                for machine in made.workers if where == "on each worker, stays" else [made.first]:
                    process = machine.stay(commands)
                    made.staying += [process] if what == "the worker" else []
                wait_until(WAITS[what](made), made.all_said)
            else:
                machines = [made.first, *made.workers] if where == "on every machine" else [made.first]
                made.said[what] = "".join(done.stdout + done.stderr for done in pool.map(RecipeMachine.do, machines, repeat(commands)))
            if what == "the program":
                for machine in [made.first, *made.workers]:
                    see_packages(machine)


WAITS: dict[str, Callable[[Followed], Callable[[], bool]]] = {
    "Prefect's server": lambda made: lambda: answers(f"{made.api}/health"),
    "the worker": lambda made: lambda: all("started!" in worker.said() for worker in made.workers),
    "the desk": lambda made: lambda: answers(f"{made.desk}/login"),
}


def test_three_workers_are_online_a_lost_machine_will_be_marked_and_no_outlet_is_asked_before_somebody_says_so(followed: Followed) -> None:
    deployments = followed.prefect("/deployments/filter")
    assert {deployment["name"] for deployment in deployments} >= {"half-hourly", "messages"}
    assert [schedule["active"] for deployment in deployments for schedule in deployment["schedules"] if schedule["active"]] == []
    assert [one["enabled"] for one in followed.prefect("/automations/filter")] == [True]
    assert [worker["status"] for worker in followed.prefect("/work_pools/qorgan/workers/filter")] == ["ONLINE"] * WORKERS


def test_a_run_that_was_started_by_the_deployment_brings_articles_and_drafts_and_asks_for_no_page_twice(followed: Followed) -> None:
    assert "Completed" in followed.said["a run at once"]
    with read_session(followed.database) as session:
        assert session.scalar(select(func.count()).select_from(ArticleRow)) == SAMPLE["articles"]
        assert session.scalar(select(func.count()).select_from(DraftRow).where(DraftRow.state == DraftState.NEW)) == SAMPLE["drafts"]
        assert set(session.scalars(select(ArticleRow.outlet).distinct())) == set(followed.outlets)
        pages = session.execute(select(PageRow.outlet, PageRow.url)).all()
    assert len(pages) == len(set(pages)) > SAMPLE["articles"]


def test_the_evidence_of_every_worker_lies_in_the_shared_folder_and_all_of_it_is_sound(followed: Followed) -> None:
    assert list((followed.data / "evidence").rglob("*.warc.gz"))
    assert followed.said["the check"].startswith("All is well: ")
    for machine in (followed.first, *followed.workers):
        assert not list(machine.folder.rglob("*.warc.gz"))


def test_the_program_of_a_worker_is_its_own(followed: Followed) -> None:
    """Nothing of the checkout, and nothing of another machine's."""
    for worker in followed.workers:
        where = worker.do("cd /opt/qorgan && .venv/bin/python -c 'import flows; print(flows.__file__)'").stdout
        assert Path(where.strip()).is_relative_to(worker.folder)


def test_the_desk_shows_the_drafts_to_a_monitor_who_signs_in(followed: Followed) -> None:
    followed.first.do("cd /opt/qorgan && echo a-good-word-for-tests | .venv/bin/qorgan user add Aigul --role monitor --password-stdin")
    with httpx.Client(base_url=followed.desk, follow_redirects=True, headers={"Accept-Language": "en"}) as browser:
        page = browser.get("/login").text
        key = re.search(r'name="csrf" value="([^"]+)"', page)
        assert key
        browser.post("/login", data={"csrf": key[1], "username": "Aigul", "password": "a-good-word-for-tests"}, headers={"Origin": followed.desk})
        queue = browser.get("/queue").text
    assert len(set(re.findall(r'href="/drafts/(\d+)', queue))) == SAMPLE["drafts"]


def test_the_schedule_begins_by_the_last_block(followed: Followed) -> None:
    # No worker is left that could ask real outlets.
    for process in followed.staying:
        process.end_group()
    followed.first.do(list(recipe_blocks().values())[-1])
    (deployment,) = [one for one in followed.prefect("/deployments/filter") if one["name"] == "half-hourly"]
    assert [schedule["active"] for schedule in deployment["schedules"]] == [True]
