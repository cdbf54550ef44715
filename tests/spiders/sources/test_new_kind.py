"""A kind of source added as CONTRIBUTING says: one file and two lines, and a crawl, a probe, the form of the desk and a look at a page have it."""

import json
import os
import re
import sys
from pathlib import Path

import pytest

from records.clock import today
from spiders.config.files import load_outlets
from spiders.sources import kinds
from tests.flows.real_command import Home, with_tables
from tests.paths import ROOT
from tests.processes import ended
from tests.spiders.newsrooms import PLAIN, entry, row
from tests.spiders.scrapy_command import scrapy
from tests.spiders.web_site import Answer, Asked, article_page, site

pytestmark = pytest.mark.usefixtures("processes")

KIND = '''
import json

from records.i18n import gettext_noop
from records.model import DiscoveredLink
from spiders.sources.documents import Unreadable
from spiders.sources.source_kind import SourceAnswer, SourceContent, SourceKind


class TickerSource(SourceKind):
    """Tickers: JSON lists of addresses, twelve a page."""

    code = "ticker"
    label = gettext_noop("feed")
    field = "tickers"
    meaning = "tickers"
    title = gettext_noop("Feeds")
    usual = ("/ticker.json",)
    complete = True
    rank = 0

    def read(self, answer: SourceAnswer) -> SourceContent:
        try:
            listed = json.loads(answer.text)
        except ValueError as error:
            raise Unreadable("no ticker") from error
        return SourceContent([DiscoveredLink(one["url"], published=one["day"]) for one in listed["news"]], following=listed["next"])
'''
# Python runs `sitecustomize` at its start, so every process knows the new file, and the list of kinds with two lines more.
FINDER = """
import importlib.util
import sys

FILES = {files!r}


class NewKind:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return importlib.util.spec_from_file_location(name, FILES[name]) if name in FILES else None


sys.meta_path.insert(0, NewKind)
"""
FORM = """
from desk.pages.outlets.entry_form import entry_from, entry_values, source_inputs
from records.clock import today
typed = {**entry_values(None, "kz_typed"), "home": "https://a.example/", "title_kk": "A", "languages": ["kk"], "tickers": "https://a.example/t.json"}
outlet, wrong = entry_from(typed, None, {}, today())
print("tickers" in [kind.field for kind in source_inputs(rare=True)], outlet.tickers, wrong)
"""


def with_ticker(folder: Path) -> Home:
    """A data folder over which every process knows the kind."""
    source = Path(kinds.__file__).read_text(encoding="utf-8")
    first, listed = "from spiders.sources.wordpress", "    HomeSource,\n"
    assert source.count(first) == source.count(listed) == 1
    source = source.replace(first, f"from spiders.sources.ticker import TickerSource\n{first}").replace(listed, f"{listed}    TickerSource,\n")
    files = {"spiders.sources.kinds": folder / "kinds.py", "spiders.sources.ticker": folder / "ticker.py"}
    files["spiders.sources.kinds"].write_text(source, encoding="utf-8")
    files["spiders.sources.ticker"].write_text(KIND, encoding="utf-8")
    (folder / "sitecustomize.py").write_text(FINDER.format(files={name: str(file) for name, file in files.items()}), encoding="utf-8")
    return with_tables(Home(folder / "var", {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}))


NUMBERS = range(1000, 1012)


def newsroom(asked: Asked) -> Answer | None:
    """A site whose ticker has two pages."""
    last = asked.path.rsplit("/", 1)[-1]
    if last.isdigit():
        return Answer(article_page(int(last), today()))
    if asked.path != "/ticker.json":
        return Answer(PLAIN) if asked.path == "/" else None
    base, second = f"http://{asked.headers['Host']}", asked.query.get("page") == "2"
    news = [{"url": f"{base}/habar/{number}", "day": f"{today()}"} for number in (NUMBERS[6:] if second else NUMBERS[:6])]
    listed = {"news": news, "next": None if second else f"{base}/ticker.json?page=2"}
    return Answer(json.dumps(listed), type="application/json")


def test_a_kind_of_one_file_and_two_lines_is_crawled_probed_and_asked_for(tmp_path: Path) -> None:
    home, file = with_ticker(tmp_path), tmp_path / "own.yaml"
    with site(newsroom) as served:
        named = f"{served.url}/ticker.json"
        file.write_text(entry("kz_told", served.url, tickers=[named]), encoding="utf-8")
        assert "Traceback" not in scrapy(home, file, "crawl", "kz_told").stderr
        assert len(home.rows("articles")) == len(NUMBERS), "both pages are read"
        [run] = {line["run"] for line in home.rows("pages")}
        assert row(home, run)["ways"] == [("ticker", named, True)]
        assert "OK" in scrapy(home, file, "check", "kz_told").stderr

        file.write_text(entry("kz_mute", served.url), encoding="utf-8")
        home.qorgan("outlets", "check", str(file), "--write")
        assert re.search(rf'tickers: \["?{re.escape(named)}"?\]', file.read_text(encoding="utf-8")), "the probe has guessed it"
    assert load_outlets([file])[1], "without the kind its field is a fault"
    shown = ended([sys.executable, "-c", FORM], env=home.environment, cwd=tmp_path)
    assert shown.stdout.strip() == "True ('https://a.example/t.json',) {}", shown.stderr
