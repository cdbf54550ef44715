"""What is known of a page's text while it is read, from one step to the next."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pipelines.extraction import prune
from pipelines.extraction.blocks import BlockRun
from pipelines.extraction.page_facts import Facts


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
    frame: prune.ArticleFrame | None = None
    article: list[BlockRun] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


Step = Callable[[TextReading], None]
