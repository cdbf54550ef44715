"""`scrapy crawl`: what is stored goes on to feeds, pipelines and extensions, and what is wrong is said in one line before anything is asked."""

import json
from pathlib import Path

import pytest

from tests.flows.real_command import Home, with_tables
from tests.flows.test_faults import newsroom, outlet
from tests.spiders.scrapy_command import scrapy

OURS = "tests.spiders.commands.watching_components"


def test_a_feed_a_later_pipeline_and_an_extension_get_each_stored_article_once(tmp_path: Path) -> None:
    home, feed = with_tables(Home(tmp_path / "var")), tmp_path / "out.jsonl"
    more = [f'ITEM_PIPELINES={{"{OURS}.LaterPipeline": 900}}', f'EXTENSIONS={{"{OURS}.ScrapedExtension": 500}}']
    with newsroom(tmp_path) as file:
        said = scrapy(home, file, "crawl", "kz_sample_mayak", "-o", str(feed), *(word for one in more for word in ("-s", one)))
    stored = {row["id"]: row for row in home.rows("articles")}
    fed = [json.loads(line) for line in feed.read_text(encoding="utf-8").splitlines()]
    assert len(fed) == len(stored) > 40
    assert {row.pop("seen") for row in fed} == set(range(1, len(fed) + 1))
    # As the export has them, which counts the versions of each too.
    assert [{**row, "versions": 1, "fetched_at": ""} for row in fed] == [{**stored[row["id"]], "fetched_at": ""} for row in fed]
    assert said.stdout.split() == ["pipeline", str(len(fed)), "extension", str(len(fed))]
    assert "Қ" in feed.read_text(encoding="utf-8") or "ы" in feed.read_text(encoding="utf-8")
    assert said.stderr == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["crawl", "kz_eyn"], "scrapy: kz_eyn is no outlet that is collected; did you mean kz_eyin?\n"),
        (["crawl", "kz_eyin", "-a", "sinse=2021-01-01"], "scrapy: -a sinse is no argument of a spider; did you mean since?\n"),
        (["crawl", "kz_eyin", "-s", "ROBOTSTXT_OBEY=False"], "scrapy: ROBOTSTXT_OBEY stays as it is: robots.txt is obeyed\n"),
    ],
)
def test_wrong_use_is_told_in_one_line_and_exits_2(tmp_path: Path, words: list[str], told: str) -> None:
    (tmp_path / "own.yaml").write_text(outlet("kz_eyin", "https://eyin.example/"), encoding="utf-8")
    assert scrapy(Home(tmp_path / "var"), tmp_path / "own.yaml", *words, code=2).stderr == told
    assert not (tmp_path / "var" / "qorgan.db").exists()


def test_a_misspelt_setting_is_told_in_one_line(tmp_path: Path) -> None:
    home = Home(tmp_path / "var", {"QORGAN_CONTCAT": "x"})
    said = scrapy(home, tmp_path / "none.yaml", "list", code=2).stderr
    assert said == "scrapy: QORGAN_CONTCAT is not a setting of Qorgan; did you mean QORGAN_CONTACT?\n"
