"""The state of reading a page's text, passed from one step to the next."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pipelines.extraction import prune
from pipelines.extraction.blocks import BlockRun
from pipelines.extraction.page_facts import PageFacts


@dataclass
class TextReading:
    """The state of reading a page's text.

    `prose` counts its words outside links, without those of other articles and comments; `pieces` are all paragraphs left after cutting, `runs` those
    among which the article is searched, `chosen` the positions in `runs` that are chosen.
    """

    tree: HtmlElement
    untouched: HtmlElement
    host: str
    facts: PageFacts
    prose: int = 0
    cards: int = 0
    pieces: list[BlockRun] = field(default_factory=list)
    runs: list[BlockRun] = field(default_factory=list)
    chosen: set[int] = field(default_factory=set)
    frame: prune.ArticleFrame | None = None
    article: list[BlockRun] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


Step = Callable[[TextReading], None]
