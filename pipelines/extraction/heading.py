"""Where the article's own headline stands among the paragraphs of a page, and how far below it the article may reach."""

import re

from lxml.html import HtmlElement

from pipelines.extraction.blocks import BlockRun
from pipelines.extraction.phrases import ends_article, opens_comments

_WORD = re.compile(r"\w+")
_LEAST_STRETCH = 25  # words under a heading: with fewer the article lies elsewhere
_PART_WORDS, _PARAGRAPH = 5, 8  # words: more make a headline; fewer are no paragraph
_LOOKED_AT = 40  # paragraphs before such a heading
_BEHIND_TITLE = 8  # words of date, time and views that pages without blocks set behind the headline after a mere line break


def comparable_words(text: str) -> str:
    """A form in which two texts are equal if their words are, whatever their case and punctuation."""
    return " ".join(_WORD.findall(text.lower()))


def says_title(text: str, title: str) -> bool:
    """Whether a paragraph is the headline, or the headline followed by date and counters. `title` is plain."""
    first = _WORD.search(text.lower())
    if not title or first is None or not title.startswith(first[0]):
        return False
    words = comparable_words(text)
    if not words.startswith(title):
        return False
    behind = words[len(title) :]
    return not behind or (behind[0] == " " and behind[1].isdigit() and behind.count(" ") <= _BEHIND_TITLE)


def under_heading(runs: list[BlockRun], title: str) -> list[BlockRun]:
    """What stands below the article's title, up to the main heading of another article. Everything, if the title is not on the page or has no
    text below it."""
    title = comparable_words(title)
    own = next((place for place in _titles(runs, title) if _prose(runs[place + 1 :]) >= _LEAST_STRETCH), None)
    if own is None:
        return runs
    heads = (place for place, run in enumerate(runs) if place > own and run.owner.tag == "h1" and comparable_words(run.text) != title)
    later = next((place for place in heads if not (divides(runs, own, place) or _among(runs, own, place))), len(runs))
    stretch = runs[own:later]
    return stretch if _prose(stretch[1:]) >= _LEAST_STRETCH else runs


def _titles(runs: list[BlockRun], title: str) -> list[int]:
    """Places where the title stands: main headings first, then other headings, then other text, because side columns may repeat it as a link."""
    places = [place for place, run in enumerate(runs) if not run.linked and says_title(run.text, title)]
    return sorted(places, key=lambda place: (not runs[place].heading, runs[place].owner.tag))


def _prose(runs: list[BlockRun]) -> int:
    return sum(run.prose for run in runs)


def divides(runs: list[BlockRun], start: int, head: int) -> bool:
    """Whether a main heading is that of a part of the article that stands before it: too short for a headline, no link, and between paragraphs of one make, in no
    other <article>. Some editors, and builders of pages, give every part a main heading."""
    heading = runs[head]
    if heading.linked or heading.words > _PART_WORDS or ends_article(heading.text) or opens_comments(heading.text):
        return False
    before = {_make(run) for run in runs[max(start + 1, head - _LOOKED_AT) : head] if run.prose >= _PARAGRAPH and not run.heading}
    behind = next((run for run in runs[head + 1 : head + 4] if run.prose >= _PARAGRAPH and not run.heading), None)
    own = runs[max(0, start)]
    return behind is not None and _make(behind) in before and _article(heading) is _article(own)


def _make(run: BlockRun) -> tuple[object, object, object]:
    """The tag of a paragraph, and tag and class of what holds it. What has no class is like nothing else."""
    parent = run.owner.getparent()
    return (run.owner.tag, None, None) if parent is None else (run.owner.tag, parent.tag, parent.get("class") or parent)


def _article(run: BlockRun) -> HtmlElement | None:
    return next(run.owner.iterancestors("article"), None)


def _among(runs: list[BlockRun], start: int, head: int) -> bool:
    """Whether a main heading stands between paragraphs of one element. Some editors divide an article this way."""
    parent = runs[head].owner.getparent()
    before = any(run.owner.getparent() is parent and run.prose >= 8 for run in runs[start + 1 : head])
    return before and any(run.owner.getparent() is parent and run.prose >= 8 for run in runs[head + 1 : head + 12])
