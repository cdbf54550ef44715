"""`qorgan replay --compare MODEL`: which drafts would change under another model, as a table or as JSON."""

import json
from collections import Counter

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.cli.progress_bar import show_progress
from flows.cli.table_console import open_table_console
from flows.country_setting import flagged_countries
from flows.model_comparison import ChangedArticle, ModelChange, ModelComparison, ModelVerdict, compare, count_articles
from flows.models import named_screener
from records.database import open_database, read_with_retry
from records.i18n import gettext_noop, tr
from records.settings import read_settings
from records.vocabulary import DRAFT_STATE_LABELS, Category

_HEADS: dict[ModelChange, str] = {
    ModelChange.COMES: gettext_noop("would come"),
    ModelChange.GOES: gettext_noop("would go"),
    ModelChange.MOVED: gettext_noop("other category"),
}
# Characters of a title that are shown.
_TITLE = 90


def compare_models(word: str, *, as_json: bool) -> None:
    """Screen all stored articles with the model of this name, and print what it would change.

    Nothing is written. Raises what `named_screener` raises.
    """
    settings = read_settings()
    engine = open_database(settings.database)
    screener = named_screener(settings, word, flagged_countries(settings.countries))
    with show_progress(tr("screening what is stored"), read_with_retry(engine, count_articles)) as passed:
        comparison = compare(engine, screener, passed)
    engine.dispose()
    if as_json:
        print(json.dumps(comparison.as_json(), ensure_ascii=False))
    else:
        show(comparison, open_table_console())


def show(model_comparison: ModelComparison, console: Console) -> None:
    """Print counts, then changes by outlet and by category, then examples of each kind."""
    console.print(tr("What would change under {model}").format(model=model_comparison.model), markup=False)
    counts = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in _counts(model_comparison):
        counts.add_row(name, value)
    console.print(counts)
    for title, listed in ((tr("By outlet"), model_comparison.by_outlet), (tr("By category"), model_comparison.by_category)):
        if listed:
            console.print()
            console.print(_table(title, {name: _category(name) if listed is model_comparison.by_category else name for name, _ in listed}, listed))
    for kind in ModelChange:
        if examples := model_comparison.examples.get(kind):
            console.print()
            console.print(_examples(kind, examples))


def _counts(model_comparison: ModelComparison) -> list[tuple[str, str]]:
    rows = [(tr("Stored articles"), model_comparison.read)]
    if model_comparison.new:
        rows.append((tr("that no model has read"), model_comparison.new))
    rows += [(tr("Flagged so far"), model_comparison.flagged_before), (tr("Flagged by this model"), model_comparison.flagged_after)]
    rows += [(tr(head), model_comparison.number(kind)) for kind, head in _HEADS.items()]
    states = [
        (tr("Drafts that would have no flagged article: {state}").format(state=tr(DRAFT_STATE_LABELS[state])), n)
        for state, n in sorted(model_comparison.drafts_without.items())
    ]
    return [(name, f"{number:,}") for name, number in [*rows, *states]]


def _table(title: str, names: dict[str, str], counts: Counter[tuple[str, ModelChange]]) -> object:
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("")
    for head in _HEADS.values():
        table.add_column(tr(head), justify="right")
    total = {name: sum(counts[name, kind] for kind in ModelChange) for name in names}
    for name in sorted(names, key=lambda name: (-total[name], name)):
        table.add_row(Text(names[name]), *(str(counts[name, kind]) for kind in _HEADS))
    return table


def _examples(kind: ModelChange, examples: list[ChangedArticle]) -> object:
    table = Table(title=tr("Examples: {kind}").format(kind=tr(_HEADS[kind])), title_justify="left", box=None, padding=(0, 2, 0, 0))
    for head in (tr("so far"), tr("this model"), tr("outlet"), tr("article"), tr("draft")):
        table.add_column(head)
    for example in examples:
        draft = f"{example.draft}, {tr(DRAFT_STATE_LABELS[example.state])}" if example.draft is not None and example.state is not None else ""
        title = example.title if len(example.title) <= _TITLE else example.title[: _TITLE - 1] + "…"
        # As text: a title may contain what Rich would read as markup.
        table.add_row(_verdict(example.before), _verdict(example.after), Text(example.outlet), Text(" ".join((title or example.url).split())), draft)
    return table


def _verdict(verdict: ModelVerdict) -> str:
    return f"{verdict.score:.2f} {verdict.category}".rstrip()


def _category(code: str) -> str:
    return f"{code} {tr(Category(code).facts.label)}" if code in set(Category) else tr("without a category")
