"""`qorgan replay` over a folder: read once, told as JSON, and passed over by the next call."""

import gzip
import json
from pathlib import Path

from tests.flows.conftest import Here
from tests.flows.real_command import Home, with_tables
from tests.spiders.crawl.test_warc_spider import records


def test_a_folder_is_replayed_to_its_end_once_and_the_summary_is_told_as_json(run_here: Here, tmp_path: Path) -> None:
    folder = tmp_path / "month"
    folder.mkdir()
    for number, some in enumerate((records(3)[:3], records(3)[3:])):
        (folder / f"CC-NEWS-{number}.warc.gz").write_bytes(b"".join(map(gzip.compress, some)))
    home = with_tables(Home(tmp_path / "var"))
    told = json.loads(run_here(home, "replay", str(folder), "--all-hosts", "--format", "json").stdout)
    assert (told["replay"]["files"], told["replay"]["files_ended"], told["replay"]["records"]) == (2, 2, 9)
    assert sum(told["fates"].values()) == told["replay"]["ours"] == 9
    before = home.rows("articles")
    again = run_here(home, "replay", str(folder), "--all-hosts")
    assert "Files read to their end" in again.stderr
    assert "2 of 2" in again.stderr
    assert home.rows("articles") == before
