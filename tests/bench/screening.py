"""How fast screening reads a stream of general news, in how much memory, and what it does with news that is of no concern.

    python -m tests.bench.screening [FOLDER]

FOLDER holds `general.jsonl` (`id`, `lang`, `title`, `text` of real general news); the default is `../shared/data` beside the repository. Without it ordinary
articles of the corpus are read, which nearly all look like incidents: then neither speed nor what the door lets pass is judged, and false alarms are
not counted. The stream is those texts laid end to end, language by language, and cut every 300 words.
Speeds are articles a second of processor time, so that other cores cannot help and a busy machine does not disturb. The peers read the same articles in
turn with ours: one compiled expression of journalist words (what any alert for words does), and spaCy's blank tokenizer alone.
Exit 0 when every bar is met, 1 otherwise.
"""

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path

import spacy

from classify.articles import first_section
from classify.encoder.encoder_files import load_encoder
from classify.gold.gate import article_of, is_incident_item, read_gold
from classify.scoring.linear import SHIPPED, load_model
from classify.screen import Screener, load_screener
from classify.text.words import full_text
from classify.training.corpus import is_training_article, read_corpus
from records.model import Article
from records.vocabulary import SCREENING_LANGUAGES, ScreeningLabel
from tests.paths import ROOT

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "data"
WORDS = 300
# Articles that a reader gets in one turn.
TURN = 250
# What was promised: articles a second at least, the whole screening and its pre-filter; MiB and seconds at most; the share of general news let pass.
LEAST_SPEED, LEAST_FILTER_SPEED, LEAST_ENCODER_SPEED, MOST_MEMORY, MOST_START, MOST_PASSED = 150, 3_000, 20, 1_024, 4.0, 0.15
# Words of a text that the encoder reads alone, and how many such texts.
ENCODED_WORDS, ENCODED = 200, 120
OURS, FILTER, SCAN, TOKENS = "whole screening", "pre-filter", "scan for journalist words", "blank tokenizer"
PEERS = (SCAN, TOKENS)
Reader = Callable[[Sequence[Article]], object]
DOOR = load_model(SHIPPED).door

_START = "from classify.screen import load_screener; load_screener()"
# Linux counts as a process's peak also what it was forked from, so a small shell stands between.
_OWN_MEMORY = ["/bin/sh", "-c", '"$0" "$@"; exit $?', sys.executable, "-m", "tests.bench.screening", "--memory"]
_JOURNALIST = re.compile(
    r"\b(?:журналист|корреспондент|репорт[её]р|редактор|редакци|главред|блогг?ер|фотограф|оператор|телеканал|газет|издани|сми\b|тілші|журналис|"
    r"редакция|басылым|бақ\b|ақпарат құрал|journalis|reporter|correspondent|editor|newspaper|newsroom|photographer|blogger|media\b|press\b)",
    re.IGNORECASE,
)


def general_news(folder: Path) -> list[Article]:
    """Real general news where the folder holds any, else the ordinary articles of the corpus."""
    file = folder / "general.jsonl"
    if file.exists():
        rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
        return [Article(row["id"], row["text"], row["title"] or "", row["lang"]) for row in rows]
    return [Article(one.id, one.text, one.title, one.lang) for one in read_corpus() if one.label is ScreeningLabel.NONE]


def stream(news: Iterable[Article]) -> list[Article]:
    """The texts of each language, title above text, laid end to end and cut into articles of 300 words; the rest is left out."""
    pages: dict[str, list[str]] = {lang: [] for lang in SCREENING_LANGUAGES}
    for article in news:
        pages[article.lang].append(f"{article.title}\n{article.text}".strip())
    articles = []
    for lang, texts in pages.items():
        words = re.findall(r"\S+\s*", "\n".join(texts))
        articles += [Article(f"{lang}-{at}", "".join(words[at : at + WORDS]), lang=lang) for at in range(0, len(words) - WORDS + 1, WORDS)]
    return articles


def let_in(article: Article) -> bool:
    """What the door says of an article's text as screening gives it: clean, Kazakh in Cyrillic."""
    return DOOR.lets_in(first_section(article))


def readers(screener: Screener) -> dict[str, Reader]:
    """Ours and the peers. Each reads all articles that it is given, to the end."""
    blank = {lang: spacy.blank(lang) for lang in SCREENING_LANGUAGES}
    return {
        OURS: lambda articles: list(screener.screen_many(articles)),
        FILTER: lambda articles: [DOOR.lets_in(full_text(article)) for article in articles],
        SCAN: lambda articles: [_JOURNALIST.findall(article.text) for article in articles],
        TOKENS: lambda articles: [blank[article.lang].make_doc(article.text) for article in articles],
    }


def measure(named: dict[str, Reader], articles: Iterable[Article]) -> dict[str, dict[str, float]]:
    """Articles a second of processor time by language ("all" too), for each reader. They take turns, so that a busy machine slows all alike."""
    by_lang: dict[str, list[Article]] = {}
    for article in articles:
        by_lang.setdefault(article.lang, []).append(article)
    spent = {name: dict.fromkeys(by_lang, 0.0) for name in named}
    for lang, ones in by_lang.items():
        for reader in named.values():
            reader(ones[:20])  # what is loaded at the first word of a language is not counted
        waiting = iter(ones)
        while turn := list(islice(waiting, TURN)):
            for name, reader in named.items():
                begun = time.process_time()
                reader(turn)
                spent[name][lang] += time.process_time() - begun
    counts = {lang: len(ones) for lang, ones in by_lang.items()}
    speeds = {name: {lang: counts[lang] / seconds for lang, seconds in by.items()} for name, by in spent.items()}
    return {name: {"all": sum(counts.values()) / sum(spent[name].values()), **by} for name, by in speeds.items()}


def encoder_speed(articles: Sequence[Article]) -> float:
    """Texts of 200 words a second of processor time that the encoder reads alone, on one core."""
    encoder = load_encoder()
    texts = [" ".join(article.text.split()[:ENCODED_WORDS]) for article in articles[:: max(1, len(articles) // ENCODED)]]
    encoder.read(texts[:4])  # what is made ready at the first text is not counted
    begun = time.process_time()
    encoder.read(texts)
    return len(texts) / (time.process_time() - begun)


def start_seconds() -> float:
    """Seconds until a fresh process has a screener, the start of Python included: the quickest of three, since the first after a change also compiles."""
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", _START], cwd=ROOT, check=True)
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def peak_memory(folder: Path) -> float:
    """MiB that a process of its own takes at most to screen the stream."""
    done = subprocess.run([*_OWN_MEMORY, str(folder.resolve())], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout)


def screen_for_memory(folder: Path) -> float:
    """Screen the stream in this process; its peak memory in MiB."""
    for _ in load_screener().screen_many(stream(general_news(folder))):
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def dropped() -> tuple[int, int, int, int]:
    """Of the gold items flagged in any country: how many the pre-filter drops, and of how many; the same of those that tell of an incident."""
    gold = read_gold()
    articles = [article_of(item) for item in gold]
    flagged = [article for article, found in zip(articles, load_screener(None).screen_many(articles), strict=True) if found.flagged]
    of_incidents = [article for article, item in zip(articles, gold, strict=True) if is_incident_item(item)]
    lost = [sum(not let_in(article) for article in some) for some in (flagged, of_incidents)]
    return lost[0], len(flagged), lost[1], len(of_incidents)


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--memory"]:
        print(screen_for_memory(Path(arguments[1])))
        return 0
    folder = Path(arguments[0]) if arguments else DEFAULT
    news, real = general_news(folder), (folder / "general.jsonl").exists()
    memory, start = peak_memory(folder), start_seconds()
    screener, articles = load_screener(), stream(news)
    speeds, encoding = measure(readers(screener), articles), encoder_speed(articles)
    print(f"{len(articles)} articles of {WORDS} words from {len(news)} texts of {folder if real else 'the corpus'}; model {screener.model}")
    passed = [(article.lang, let_in(article)) for article in news]
    kept, whole = sum(lets for _, lets in passed), sum(let_in(article) for article in articles)
    lost, flagged, lost_incidents, incidents = dropped()
    met = [
        _show(OURS, _pace(speeds[OURS]), f"{LEAST_SPEED} at least", speeds[OURS]["all"] >= LEAST_SPEED, judged=real),
        _show("peak memory", f"{memory:.0f} MiB", f"{MOST_MEMORY} MiB at most", memory <= MOST_MEMORY),
        _show("start", f"{start:.2f} s", f"{MOST_START:.0f} s at most", start <= MOST_START),
        _show(
            "encoder alone", f"{encoding:.0f} texts of {ENCODED_WORDS} words/s", f"{LEAST_ENCODER_SPEED} at least", encoding >= LEAST_ENCODER_SPEED
        ),
        _show(FILTER, _pace(speeds[FILTER]), f"{LEAST_FILTER_SPEED} at least", speeds[FILTER]["all"] >= LEAST_FILTER_SPEED),
        _show(f"{FILTER} lets pass", _by_lang(passed), f"{MOST_PASSED:.0%} at most", kept <= MOST_PASSED * len(news), judged=real),
        _show(f"{FILTER} drops of the gold items that are flagged", f"{lost} of {flagged}", "none", lost == 0),
    ]
    print(f"    of the articles of {WORDS} words, each of several texts, it lets pass {whole} of {len(articles)}")
    print(f"    of the gold items that tell of an incident, flagged or not, it drops {lost_incidents} of {incidents}")
    for name in PEERS:
        ratios = ", ".join(f"{ours} {speeds[ours]['all'] / speeds[name]['all']:.3f}" for ours in (OURS, FILTER))
        print(f"beside a {name} ({speeds[name]['all']:.0f} articles/s): {ratios} times as fast")
    if real:
        _tell_false_alarms(screener, [article for article in news if not is_training_article(article.id)])
    return 0 if all(met) else 1


def _tell_false_alarms(screener: Screener, news: list[Article]) -> None:
    """What is flagged of general news that nothing was learned from."""
    found = [(article.lang, screening.flagged) for article, screening in zip(news, screener.screen_many(news), strict=True)]
    print(f"false alarms on the texts that measure: {_by_lang(found)}")


def _pace(speeds: dict[str, float]) -> str:
    return f"{speeds['all']:.0f} articles/s ({', '.join(f'{lang} {speed:.0f}' for lang, speed in speeds.items() if lang != 'all')})"


def _by_lang(answers: Sequence[tuple[str, bool]]) -> str:
    """How many of all are true, and of each language."""
    shares = []
    for lang in ("all", *SCREENING_LANGUAGES):
        some = [answer for of, answer in answers if lang in ("all", of)]
        shares.append(f"{lang} {sum(some)} of {len(some)} = {sum(some) / max(1, len(some)):.2%}")
    return f"{shares[0].removeprefix('all ')} ({'; '.join(shares[1:])})"


def _show(what: str, figure: str, bar: str, met: bool, *, judged: bool = True) -> bool:
    """Print a figure; whether its bar is met, or is for other news than this: what the corpus calls ordinary looks like incidents on purpose."""
    print(f"{what}: {figure} (bar: {bar}) {('pass' if met else 'FAIL') if judged else 'not judged, this is no general news'}", flush=True)
    return met or not judged


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
