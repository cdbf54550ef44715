"""`qorgan gate` and `qorgan train`: the scores of the screening on the gold set, and new models from the corpus and from decisions."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from sqlalchemy import Engine

from classify.gold.gate import (
    GOLD,
    GateScores,
    article_of,
    as_read,
    beside,
    details,
    floor_violations,
    measure,
    read_gold,
    scores,
    scores_by_category,
    scores_by_label,
    with_scores,
)
from flows.cli.progress_bar import show_progress
from flows.cli.table_console import open_table_console
from flows.models import BASE, SHIPPED, active_model, active_screener, ever_promoted, roll_back, versions
from flows.terminal import err
from records.database import open_database
from records.errors import QorganError, SettingsError
from records.i18n import tr
from records.model import Screening
from records.settings import read_settings

_CARD = Path(__file__).parent.parent.parent / "docs" / "model-card.md"
# Margin below a figure when new floors are pinned: one article more or less is not a regression.
_ROOM = 0.02
OUTPUT = Path("var/models/kk-ru-en.npz")
# The name in the ledger for a training that a schedule started.
_UNATTENDED = "qorgan train"


class BelowFloor(QorganError):
    """The screening scores below its pinned floors on the gold set. Raised by the gate; exit 1."""


class ReaderBudgetSpent(QorganError):
    """Measuring the third reader would cost more tokens than a day allows. Raised by the gate; exit 1."""


def gate(
    card: Annotated[bool, typer.Option(help=tr("write the scores into docs/model-card.md"))] = False,
    reader: Annotated[bool, typer.Option("--reader", help=tr("measure the third reader too, beside the two judges; it costs tokens"))] = False,
    lower_floors: Annotated[bool, typer.Option(help=tr("pin the floors anew, also lower ones"))] = False,
) -> None:
    """Print the table on stdout. Exit 1, with what is below its floor, if anything is."""
    gold = read_gold()
    # Without a country filter: the event is judged wherever it happened.
    screener = active_screener(read_settings(), None)
    screened = list(screener.screen_many(article_of(item) for item in gold))
    figures = measure(gold, screened)
    table = f"{scores(screener.model, figures)}\n\n{details(scores_by_label(gold, screened), scores_by_category(gold, screened))}"
    print(table)
    if card:
        _CARD.write_text(with_scores(_CARD.read_text(encoding="utf-8"), table), encoding="utf-8")
    if reader:
        print(f"\n{_third_reader(gold, screened)}")
    floors = GOLD / "floors.json"
    if lower_floors:
        floors.write_text(json.dumps(_floors(figures), indent=1) + "\n", encoding="utf-8")
    if lines := floor_violations(figures, json.loads(floors.read_text(encoding="utf-8"))):
        raise BelowFloor(tr("below the floor: {lines}").format(lines="; ".join(lines)))


def _third_reader(gold: Sequence[Mapping[str, Any]], screened: Sequence[Screening]) -> str:
    """Return the table of the third reader, asked only about what passes the gate. It is never written into the model card.

    Raises ReaderUnavailable, and SettingsError if none is configured.
    """
    from classify.reader.client import ReaderNonsense, ask_reader, most_tokens
    from flows.third_reader import server_of
    from records.country import home

    settings = read_settings()
    if not settings.reader:
        raise SettingsError(tr("{name}: --reader needs the address of a server").format(name="QORGAN_READER"))
    server, spent, unusable = server_of(settings), 0, 0
    read: list[Screening] = []
    passed = sum(screening.score >= settings.reader_gate for screening in screened)
    for item, screening in zip(gold, screened, strict=True):
        answer = None
        if screening.score >= settings.reader_gate:
            article = article_of(item)
            if spent + most_tokens(server, article) > settings.reader_daily_tokens:
                raise ReaderBudgetSpent(tr("QORGAN_READER_DAILY_TOKENS is used up: {n} tokens in 24 hours").format(n=spent))
            try:
                answer = ask_reader(server, article, tuple(home().regions))
                spent += answer.tokens
            except ReaderNonsense as error:
                spent, unusable = spent + error.tokens, unusable + 1
        read.append(as_read(screening, answer))
    words = tr("{read} of {n} articles passed the gate; {unusable} answers were not understood; {tokens} tokens")
    return f"{beside(server.model, gold, screened, read)}\n\n{words.format(read=passed, n=len(gold), unusable=unusable, tokens=spent)}"


def train(
    output: Annotated[Path | None, typer.Option(help=tr("file of the model; without it, {file}").format(file=OUTPUT))] = None,
    from_decisions: Annotated[
        bool, typer.Option("--from-decisions", help=tr("learn from decided drafts; promoted only if nothing is read worse"))
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help=tr("the versions, which of them stands, and how they read"))] = False,
    rollback: Annotated[str | None, typer.Option(metavar="VERSION", help=tr("let this earlier version stand again, or `shipped`"))] = None,
    who: Annotated[str | None, typer.Option("--as", help=tr("your name, as it will stand in the ledger"))] = None,
) -> None:
    """Show progress on stderr, and print the model's checksum on stdout."""
    if sum((output is not None, from_decisions, listed, rollback is not None)) > 1:
        raise typer.BadParameter(tr("--output, --from-decisions, --list and --rollback do not go together"))
    if listed:
        _list()
    elif rollback is not None:
        _roll_back(rollback, who or "")
    elif from_decisions:
        _learn(who or _UNATTENDED)
    else:
        _train(output or OUTPUT)


def _train(output: Path) -> None:
    from classify.training.promotion import tables
    from classify.training.workflow import train as trained

    training = trained(BASE, output, lambda words: print(words, file=sys.stderr))
    print(tables(training), file=sys.stderr)
    print(json.dumps({"file": str(training.file), "sha256": training.sha256, "corpus": training.corpus_sha256}))


def _learn(who: str) -> None:
    from flows.learning import learn

    with _records() as engine:
        counting = partial(show_progress, tr("articles read"))
        learned = learn(read_settings(), engine, who=who, now=datetime.now(UTC), say=err.print, counting=counting)
    name, trained = learned.version.name, learned.trained
    if learned.promoted:
        err.print(tr("Promoted: {model} stands now; the next run reads with it.").format(model=name))
    else:
        words = tr("Not promoted, {model} is kept for the record only. It reads worse: {lines}")
        err.print(words.format(model=name, lines="; ".join(learned.version.worse)))
    result = {"model": name, "file": str(trained.file), "sha256": trained.sha256, "corpus": trained.corpus_sha256}
    print(json.dumps({**result, "promoted": learned.promoted, "worse": learned.version.worse}, ensure_ascii=False))


def _roll_back(name: str, who: str) -> None:
    if not who.strip():
        raise typer.BadParameter(tr("--rollback needs --as NAME, which will stand in the ledger"))
    with _records() as engine:
        roll_back(read_settings(), engine, name, who=who, now=datetime.now(UTC))
    err.print(tr("{model} stands now; the next run reads with it.").format(model=name))


def _list() -> None:
    """Print one line for each version on stdout, the shipped one first."""
    settings = read_settings()
    with _records() as engine:
        promoted = ever_promoted(engine)
    active = active_model(settings)["model"]

    def state(name: str) -> str:
        return tr("stands") if name == active else tr("stood") if name in promoted else "" if name == SHIPPED else tr("not promoted")

    columns = (tr("Version"), tr("Trained"), tr("State"), tr("Decisions"), tr("Recall"), tr("Precision"), "AUC", tr("Categories"), tr("Judged right"))
    table = Table(*columns, box=None, padding=(0, 2, 0, 0))
    table.add_row(SHIPPED, "", state(SHIPPED))
    for version in versions(settings):
        gold = version.figures.get("all", {})
        figures = [gold.get(name) for name in ("recall", "precision", "auc", "codes")] + [version.figures.get("decisions", {}).get("right")]
        cells = ["–" if value is None else f"{value:.3f}" for value in figures]
        table.add_row(version.name, version.at[:10], state(version.name), str(version.decisions), *cells)
    open_table_console().print(table)


@contextmanager
def _records() -> Iterator[Engine]:
    """Yield the database, and close it at the end."""
    engine = open_database(read_settings().database)
    try:
        yield engine
    finally:
        engine.dispose()


def _floors(figures: Mapping[str, GateScores]) -> dict[str, dict[str, float]]:
    return {
        lang: {name: round(value - _ROOM, 3) for name, value in gate_scores.numbers().items() if value is not None}
        for lang, gate_scores in figures.items()
    }
