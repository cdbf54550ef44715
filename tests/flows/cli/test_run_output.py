"""What a run would ask, and what it brought, by the real command."""

import json
from pathlib import Path

from tests.flows.cli.conftest import Here
from tests.flows.real_command import Home, free_ports, with_prefect
from tests.flows.test_faults import newsroom


def test_a_dry_run_fetches_and_writes_nothing(tmp_path: Path, here: Here) -> None:
    home = Home(tmp_path / "var", {"QORGAN_SAMPLE_PORT": str(free_ports(3))})
    said = here(home, "run", "--outlets", "sample", "--dry-run")
    assert [line.split()[0] for line in said.stdout.splitlines()[1:4]] == ["kz_sample_mayak", "kz_sample_syr", "kz_sample_tobyl"]
    assert "Nothing was asked and nothing was written. A run would begin with: 3 outlets" in said.stdout
    given = json.loads(here(home, "run", "--outlets", "sample", "--dry-run", "--json").stdout)
    assert (given["dry_run"], len(given["outlets"]), given["tips"], given["looks"]) == (True, 3, [], 0)
    assert not home.data.exists()
    assert "kz_tmie" in here(home, "run", "--outlets", "kz_tmie", "--dry-run", code=2).stderr


def test_a_run_prints_one_object_and_tells_people_on_stderr(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    with newsroom(tmp_path) as file:
        done = home.qorgan("run", "--outlets", str(file), "--json")
        given = json.loads(home.qorgan("run", "--outlets", str(file), "--dry-run", "--format", "json").stdout)
    (line,) = done.stdout.splitlines()
    told = json.loads(line)
    assert (told["outlets"]["answered"], told["fates"]["stored"], told["drafts"]) == (3, 132, 7)
    assert told["run"]
    assert "What this run brought" in done.stderr
    assert all(outlet["known"] >= 40 for outlet in given["outlets"])
