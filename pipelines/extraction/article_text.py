"""The text of an article on a page. `STEPS` is the whole way, one step after the other; what each earns is printed by `python -m tests.bench.extraction`.

trafilatura reads; what ours adds decides only where a step earns something on pages of other makers: the outlet's own selector, furniture and teasers cut
before, schema.org's articleBody, the borders of the article, the site's phrases, and a comparison with trafilatura on the untouched page at the end.
"""

from dataclasses import dataclass

from cssselect import SelectorError
from lxml.html import HtmlElement

from pipelines.extraction import extent, opinions, page_kind, picture_captions, prune, teasers, text_cleanings, text_comparisons
from pipelines.extraction.blocks import BlockRun, text_pieces
from pipelines.extraction.heading import comparable_words, under_heading
from pipelines.extraction.page_facts import Facts
from pipelines.extraction.text_reading import Step, TextReading


@dataclass(frozen=True)
class ArticleText:
    """The article's lines and the names in its by-lines. `cards` and `headlines` count what was seen on the way: teasers that were cut, headlines that
    were left. `own` says that the outlet's own selector found the text, `whole` that it stands on the page in one piece, with no headline of another article in it."""

    lines: tuple[str, ...]
    names: tuple[str, ...]
    cards: int
    headlines: int
    own: bool
    whole: bool = False

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


def read_text(tree: HtmlElement, untouched: HtmlElement, host: str, facts: Facts, selector: str | None) -> ArticleText:
    """The text of the article on a page of `host`. Cuts furniture out of the tree, so that whatever else is read from it is read before; `untouched` is a copy
    that stays as it is."""
    state = TextReading(tree, untouched, host, facts)
    selected = _by_selector(tree, selector)
    for cut in CUTS:
        cut(state)
    body = tree.find("body")
    state.pieces = state.runs = text_pieces(body if body is not None else tree)
    for choose in CHOICES:
        choose(state)
    state.article = selected or [state.runs[place] for place in sorted(state.chosen)]
    for clean in CLEANINGS:
        clean(state)
    whole = extent.in_one_piece(state.runs, state.chosen, state.facts.title)
    state.lines = found = [run.text for run in state.article]
    for compare in COMPARISONS if not selected else COMPARISONS[:0]:
        compare(state)
    headlines = page_kind.count_headlines(state.pieces)
    return ArticleText(tuple(state.lines), tuple(state.names), state.cards, headlines, bool(selected), whole and state.lines is found)


# --- what is cut from the page -----------------------------------------------------------------------------------------------------------------------


def cut_unread(state: TextReading) -> None:
    """Scripts, styles, fields of forms."""
    prune.prune_unread(state.tree)


def cut_sure_names(state: TextReading) -> None:
    """Furniture by tag, role or a clear name."""
    state.prose = prune.prune_sure(state.tree)


def cut_boxes(state: TextReading) -> None:
    """ "Read also" boxes."""
    teasers.prune_boxes(state.tree)


def cut_cards(state: TextReading) -> None:
    """Rows of cards of other articles."""
    state.cards, words = teasers.prune_cards(state.tree, state.host)
    state.prose -= words


def cut_likely_names(state: TextReading) -> None:
    """Furniture by names that parts of articles bear too. After the cards: beside them a short article would have too small a share of the prose."""
    prune.prune_likely(state.tree)


def cut_captions(state: TextReading) -> None:
    """Captions of pictures."""
    picture_captions.prune_captions(state.tree)


# --- which of the paragraphs are the article ---------------------------------------------------------------------------------------------------------


def begin_under_title(state: TextReading) -> None:
    """The article stands under its title, before the main heading of the next one."""
    state.runs = under_heading(state.runs, state.facts.title)


def hear_trafilatura(state: TextReading) -> None:
    """trafilatura reads what is left of the page."""
    state.chosen = opinions.heard_places(state.runs, opinions.trafilatura_text(state.tree, fast=True))


def hear_article_body(state: TextReading) -> None:
    """schema.org's articleBody, or that of the page's data."""
    state.chosen = opinions.with_article_body(state.runs, state.chosen, state.facts.body)


def take_most_prose(state: TextReading) -> None:
    """The element with most prose, where both found little."""
    state.chosen = opinions.with_most_prose(state.runs, state.chosen)


def leave_lists(state: TextReading) -> None:
    """Lines that name themselves a list of others."""
    state.chosen = extent.without_lists(state.runs, state.chosen)


def keep_to_main_element(state: TextReading) -> None:
    """Only what stands in the element around most of the choice."""
    if state.chosen:
        state.frame = extent.ArticleFrame(state.runs, state.chosen)
        state.chosen = {place for place in state.chosen if state.frame.around(state.runs[place])}


def keep_to_main_stretch(state: TextReading) -> None:
    """Only what stands between two main headings; the rest is no longer looked at."""
    if state.chosen:
        start, end = extent.main_stretch(state.runs, state.chosen)
        state.chosen = {place - start for place in state.chosen if start <= place < end}
        state.runs = state.runs[start:end]


def end_before_others(state: TextReading) -> None:
    """The heading over other articles or comments ends the article."""
    before = extent.before_others(state.runs, state.chosen)
    state.prose -= extent.words_of(state.runs, state.chosen - before)
    state.chosen = before


def add_rest(state: TextReading) -> None:
    """Prose right below."""
    state.chosen = extent.with_rest(state.runs, state.chosen)


def add_signature(state: TextReading) -> None:
    """The names under the text."""
    state.chosen |= extent.signature(state.runs, state.chosen)


def add_ledes(state: TextReading) -> None:
    """Introductions above the text."""
    if state.frame is not None:
        state.chosen |= extent.ledes(state.runs, state.chosen, state.frame, comparable_words(state.facts.title))


def fill_between(state: TextReading) -> None:
    """What stands between the chosen paragraphs, beside them."""
    if state.frame is not None:
        state.chosen = extent.filled(state.runs, state.chosen, state.frame)


CUTS: tuple[Step, ...] = (cut_unread, cut_sure_names, cut_boxes, cut_cards, cut_likely_names, cut_captions)
CHOICES: tuple[Step, ...] = (
    begin_under_title,
    hear_trafilatura,
    hear_article_body,
    take_most_prose,
    leave_lists,
    keep_to_main_element,
    keep_to_main_stretch,
    end_before_others,
    add_rest,
    add_signature,
    add_ledes,
    fill_between,
)
CLEANINGS: tuple[Step, ...] = (text_cleanings.drop_phrases, text_cleanings.drop_title, text_cleanings.drop_margins, text_cleanings.drop_repeats)
COMPARISONS: tuple[Step, ...] = (text_comparisons.take_stated_body, text_comparisons.take_untouched)


def _by_selector(tree: HtmlElement, selector: str | None) -> list[BlockRun]:
    """The paragraphs that the outlet's own selector finds. None if it finds nothing or cannot be read."""
    if not selector:
        return []
    try:
        elements: list[HtmlElement] = tree.cssselect(selector)
    except SelectorError:
        return []
    taken = set(elements)
    inner = [element for element in elements if taken.isdisjoint(element.iterancestors())]
    for element in inner:
        prune.prune_unread(element)
        prune.prune_sure(element)
    return [run for element in inner for run in text_pieces(element)]
