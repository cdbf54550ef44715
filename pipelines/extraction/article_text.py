"""The text of an article on a page. `STEPS` is the whole way, one step after the other; what each earns is printed by `python -m tests.bench.extraction`.

trafilatura reads; what ours adds decides only where a step earns something on pages of other makers: the outlet's own selector, furniture and teasers cut
before, schema.org's articleBody, the borders of the article, the site's phrases, and a comparison with trafilatura on the untouched page at the end.
"""

from collections.abc import Callable, Container
from copy import deepcopy
from dataclasses import dataclass, field

from cssselect import SelectorError
from lxml.html import HtmlElement

from pipelines.extraction import extent, opinions, page_kind, picture_captions, prune, teasers
from pipelines.extraction.blocks import BlockRun, text_pieces
from pipelines.extraction.heading import comparable_words, says_title, under_heading
from pipelines.extraction.page_facts import Facts
from pipelines.extraction.phrases import ends_article, is_author_line, is_date_line, is_furniture, names_in, opens_comments
from pipelines.extraction.word_count import words_in

_LONG, _TOP = 20, 3  # words; paragraphs above which a template may show again
_LOST = 0.4  # of the words that trafilatura finds on the untouched page: with fewer the article was cut away
_SUSPICIOUS = 0.4  # of the prose of the untouched page: with fewer it is worth asking
_SENTENCE, _SENTENCES = 8, 0.7  # words of a line; share of a text's words in whole sentences: a column of headlines has fewer
_FEW, _MANY_CARDS = 60, 4  # words, and teasers of a page that is rather a list: trafilatura would read the teasers


@dataclass(frozen=True)
class ArticleText:
    """The article's lines and the names in its by-lines. `cards` and `headlines` count what was seen on the way: teasers that were cut, headlines that
    were left. `own` says that the outlet's own selector found the text."""

    lines: tuple[str, ...]
    names: tuple[str, ...]
    cards: int
    headlines: int
    own: bool

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


@dataclass
class TextReading:
    """What is known of a page's text so far. `prose` are its words outside links but for those of other articles and comments, `pieces` all paragraphs that are left once it is,
    `runs` those among which the article is looked for, `chosen` the places in `runs` that are taken for it, between the headings at `start` and `end`."""

    tree: HtmlElement
    untouched: HtmlElement
    host: str
    facts: Facts
    prose: int = 0
    cards: int = 0
    pieces: list[BlockRun] = field(default_factory=list)
    runs: list[BlockRun] = field(default_factory=list)
    chosen: set[int] = field(default_factory=set)
    frame: extent.ArticleFrame | None = None
    article: list[BlockRun] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


Step = Callable[[TextReading], None]


def read_text(tree: HtmlElement, host: str, facts: Facts, selector: str | None) -> ArticleText:
    """The text of the article on a page of `host`. Cuts furniture out of the tree, so that whatever else is read from it is read before."""
    state = TextReading(tree, deepcopy(tree), host, facts)
    held = [*tree.iter()]  # lxml makes the object of an element anew whenever it is looked at, unless somebody holds it
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
    state.lines = [run.text for run in state.article]
    for compare in COMPARISONS if not selected else COMPARISONS[:0]:
        compare(state)
    del held
    return ArticleText(tuple(state.lines), tuple(state.names), state.cards, page_kind.count_headlines(state.pieces), bool(selected))


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


# --- what is taken off the article's lines -----------------------------------------------------------------------------------------------------------


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


# --- what the page says elsewhere, where the reading lost the article ---------------------------------------------------------------------------------


def take_stated_body(state: TextReading) -> None:
    """schema.org's articleBody, if the page shows less than half of it: it is built by scripts, or stands behind a pay wall."""
    heard = opinions.Heard(state.facts.body)
    if heard.words < page_kind.LEAST_WITH_TITLE or 2 * _words(state.lines) >= heard.words:
        return
    if 2 * sum(run.words for run in state.pieces if run.words > 2 and heard.has(run.text)) < heard.words:
        state.lines = _plain_lines(state.facts.body) or state.lines


def take_untouched(state: TextReading) -> None:
    """trafilatura's text of the untouched page, if ours has few of its words: then a name or a heading cut the article away. It is asked only where few
    words are left of the page's prose."""
    kept = _words(state.lines)
    listed = kept < _FEW and (state.prose < _FEW or (state.cards >= _MANY_CARDS and state.facts.kind != "article"))
    if kept < _SUSPICIOUS * state.prose and not listed:
        others = {comparable_words(run.text) for run in state.pieces if run.owner.tag == "h1"} - {comparable_words(state.facts.title)}
        lines = _plain_lines(opinions.trafilatura_text(state.untouched, fast=False), others)
        if kept < _LOST * _words(lines) and (state.cards < _MANY_CARDS or _tells(lines)):
            state.lines = lines


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
CLEANINGS: tuple[Step, ...] = (drop_phrases, drop_title, drop_margins, drop_repeats)
COMPARISONS: tuple[Step, ...] = (take_stated_body, take_untouched)


def _words(lines: list[str]) -> int:
    return sum(map(words_in, lines))


def _tells(lines: list[str]) -> bool:
    """Whether a text is told in sentences. Of an article without a text among teasers trafilatura takes their headlines."""
    sentences = [line for line in lines if words_in(line) >= _SENTENCE and extent.FULL_STOP.search(line)]
    return _words(sentences) >= _SENTENCES * _words(lines)


def _plain_lines(text: str, heads: Container[str] = ()) -> list[str]:
    """The lines of a text up to the first of `heads`, or a heading over comments or other articles, without phrases of the site."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    end = next((place for place, line in enumerate(lines) if place and _ends(line, heads)), len(lines))
    return [line for line in lines[:end] if line and not is_furniture(line)]


def _ends(line: str, heads: Container[str]) -> bool:
    return opens_comments(line) or ends_article(line) or comparable_words(line) in heads


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
