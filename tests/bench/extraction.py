"""How well text is extracted: word F1 and speed on real news pages, ours beside trafilatura's own defaults, in one run; then what each step of ours earns.

    python -m tests.bench.extraction [FOLDER] [--without STEP]

FOLDER holds `news-pages.warc.gz` (responses) and `news-pages.jsonl` (`url`, `text`: the true bodies of scrapinghub/article-extraction-benchmark, MIT);
the default is `../shared/data` beside the repository. The measure is that benchmark's: multisets of runs of 4 words, true and false positives and
negatives of a page scaled to a sum of 1, precision and recall averaged over the pages, F1 of the averages. A page that is refused counts as empty.
The steps are those of `pipelines.extraction.reader`; `--without` leaves out one and measures the rest beside the whole, else all are left out in turn.
Exit 0 when ours has F1 0.975 or more, is at least as good as the better of trafilatura's two defaults and at least 70% as fast as its plain `extract`; 1
otherwise; 2 without data or without such a step.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import trafilatura
from warcio.archiveiterator import ArchiveIterator

from pipelines.extraction import reader as reader_module
from pipelines.extraction.reader import Extraction, extract
from pipelines.items import Css, PageItem

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "data"
Reader = Callable[[PageItem], str]
RUN = 4  # words in a shingle
LEAST_F1 = 0.975
STEP_GROUPS = ("CUTS", "CHOICES", "CLEANINGS", "COMPARISONS")  # of article_text, in the order in which they are taken
SPEED = 0.7  # of trafilatura's pages a second, the least that ours may have


@dataclass(frozen=True)
class Score:
    """Averages over all pages, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of `RUN` words with their counts; a shorter text, an empty one too, is one run."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)))


def compare(true: str, found: str) -> tuple[float, float]:
    """Precision and recall of one page."""
    wanted, got = shingles(true), shingles(found)
    hit = sum((wanted & got).values())
    extra, missed = sum((got - wanted).values()), sum((wanted - got).values())
    if not extra and not missed:
        return 1.0, 1.0
    return (hit / (hit + extra) if hit + extra else 0.0), (hit / (hit + missed) if hit + missed else 0.0)


def score(truth: dict[str, str], found: dict[str, str]) -> Score:
    """Averages of precision and recall over the pages of `truth`."""
    pairs = [compare(text, found.get(url, "")) for url, text in truth.items()]
    return Score(sum(precision for precision, _ in pairs) / len(pairs), sum(recall for _, recall in pairs) / len(pairs))


def read(folder: Path) -> tuple[dict[str, str], list[PageItem]]:
    """The true bodies by address, and the pages."""
    lines = (folder / "news-pages.jsonl").read_text(encoding="utf-8").splitlines()
    truth = {row["url"]: row["text"] for row in map(json.loads, lines)}
    pages = []
    with (folder / "news-pages.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                url = record.rec_headers.get_header("WARC-Target-URI")
                headers = tuple(record.http_headers.headers)
                pages.append(PageItem("bench", url, url, 200, headers, record.content_stream().read(), datetime(2019, 12, 1, tzinfo=UTC)))
    return truth, pages


def ours(page: PageItem) -> str:
    found = extract(page, zone=UTC, css=Css())
    return found.text if isinstance(found, Extraction) else ""


def theirs(page: PageItem) -> str:
    return trafilatura.extract(page.body.decode("utf-8", "replace")) or ""


def theirs_without_comments(page: PageItem) -> str:
    return trafilatura.extract(page.body.decode("utf-8", "replace"), include_comments=False) or ""


def measure(readers: dict[str, Reader], truth: dict[str, str], pages: list[PageItem]) -> dict[str, tuple[Score, float]]:
    """Score and pages a second of processor time. The readers take turns page by page, so that a busy machine slows all alike."""
    found: dict[str, dict[str, str]] = {name: {} for name in readers}
    spent = dict.fromkeys(readers, 0.0)
    for reader in readers.values():
        reader(pages[0])  # models and patterns are loaded once in a process, and not counted
    for page in pages:
        for name, reader in readers.items():
            begun = time.process_time()
            found[name][page.url] = reader(page)
            spent[name] += time.process_time() - begun
    return {name: (score(truth, found[name]), len(pages) / spent[name]) for name in readers}


def steps() -> list[str]:
    """The names of the steps by which the text of an article is found, in order."""
    return [step.__name__ for group in STEP_GROUPS for step in getattr(reader_module, group)]


@contextmanager
def without(name: str) -> Iterator[None]:
    """Pages are read without one step while this is open."""
    group = next(group for group in STEP_GROUPS if any(step.__name__ == name for step in getattr(reader_module, group)))
    with mock.patch.object(reader_module, group, tuple(step for step in getattr(reader_module, group) if step.__name__ != name)):
        yield


def print_ablation(names: list[str], truth: dict[str, str], pages: list[PageItem], whole: Score) -> None:
    """What each step earns: the figures without it, and the difference. Lost are pages of which hardly anything is found without it."""
    print(f"{'without':25} {'F1':>7} {'earns':>8} {'precision':>10} {'recall':>7} {'lost':>5}")
    for name in names:
        with without(name):
            found = {page.url: ours(page) for page in pages}
        left = score(truth, found)
        lost = sum(max(compare(text, found.get(url, ""))) < 0.5 for url, text in truth.items())
        print(f"{name:25} {left.f1:7.4f} {whole.f1 - left.f1:+8.4f} {left.precision:10.4f} {left.recall:7.4f} {lost:5}", flush=True)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.extraction")
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--without", choices=steps(), metavar="STEP")
    asked = parser.parse_args(arguments)
    folder: Path = asked.folder
    if not (folder / "news-pages.warc.gz").exists():
        print(f"no pages to measure on: {folder / 'news-pages.warc.gz'} is absent; give the folder that holds it", file=sys.stderr)
        return 2
    truth, pages = read(folder)
    measured = measure({"trafilatura": theirs, "trafilatura, no comments": theirs_without_comments, "ours": ours}, truth, pages)
    print(f"{len(pages)} pages of {folder}")
    for name, (result, speed) in measured.items():
        print(f"{name:25} F1 {result.f1:.4f}  precision {result.precision:.4f}  recall {result.recall:.4f}  {speed:5.1f} pages/s")
    (own, own_speed), (_, plain_speed) = measured["ours"], measured["trafilatura"]
    print_ablation([asked.without] if asked.without else steps(), truth, pages, own)
    best = max(result.f1 for name, (result, _) in measured.items() if name != "ours")
    return 0 if own.f1 >= max(best, LEAST_F1) and own_speed >= SPEED * plain_speed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
