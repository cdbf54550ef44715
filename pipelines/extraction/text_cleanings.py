"""What is taken off an article's lines: phrases of the site, the title said again, by-lines and dates around the text, and what stands twice."""

from pipelines.extraction.blocks import BlockRun
from pipelines.extraction.heading import comparable_words, says_title
from pipelines.extraction.page_facts import Facts
from pipelines.extraction.phrases import is_author_line, is_date_line, is_furniture, names_in
from pipelines.extraction.text_reading import TextReading

_LONG, _TOP = 20, 3  # words; paragraphs above which a template may show again


def drop_phrases(state: TextReading) -> None:
    """Phrases of the site."""
    state.article = [run for run in state.article if not is_furniture(run.text)]


def drop_title(state: TextReading) -> None:
    """The title said again."""
    title = comparable_words(state.facts.title)
    state.article = [run for run in state.article if not says_title(run.text, title)]


def drop_margins(state: TextReading) -> None:
    """By-lines, dates, sections above and below the text; the names in them are kept for the authors."""
    lines = state.article
    while lines and _is_margin(lines[0], state.facts):
        state.names.extend(names_in(lines.pop(0).text))
    while lines and (_is_margin(lines[-1], state.facts) or lines[-1].heading):
        state.names.extend(names_in(lines.pop().text))


def drop_repeats(state: TextReading) -> None:
    """Paragraphs that stand twice: one after the other, or a long one of the first that is shown again, because a template shows the lede above the text."""
    kept: list[BlockRun] = []
    top: list[str] = []
    last = ""
    for run in state.article:
        key = comparable_words(run.text)
        if key != last and not (key in top and run.words >= _LONG):
            kept.append(run)
            top = [*top, key][:_TOP]
            last = key
    state.article = kept


def _is_margin(run: BlockRun, facts: Facts) -> bool:
    """Whether the line is a by-line, a date, or the name of a section or of the site, above or below the text."""
    linked = run.words <= 4 and run.linked == run.words
    return (
        linked
        or is_date_line(run.text)
        or is_author_line(run.text, facts.authors)
        or bool(names_in(run.text))
        or comparable_words(run.text) == comparable_words(facts.site)
    )
