"""Where the article's own headline stands among the paragraphs of a page, and how far below it the article may reach."""

import re

from pipelines.extraction.blocks import BlockRun

_WORD = re.compile(r"\w+")
_LEAST_STRETCH = 25  # words under a heading: with fewer the article lies elsewhere
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
    later = next((place for place in heads if not _among(runs, own, place)), len(runs))
    stretch = runs[own:later]
    return stretch if _prose(stretch[1:]) >= _LEAST_STRETCH else runs


def _titles(runs: list[BlockRun], title: str) -> list[int]:
    """Places where the title stands: main headings first, then other headings, then other text, because side columns may repeat it as a link."""
    places = [place for place, run in enumerate(runs) if not run.linked and says_title(run.text, title)]
    return sorted(places, key=lambda place: (not runs[place].heading, runs[place].owner.tag))


def _prose(runs: list[BlockRun]) -> int:
    return sum(run.prose for run in runs)


def _among(runs: list[BlockRun], start: int, head: int) -> bool:
    """Whether a main heading stands between paragraphs of one element. Some editors divide an article this way."""
    parent = runs[head].owner.getparent()
    before = any(run.owner.getparent() is parent and run.prose >= 8 for run in runs[start + 1 : head])
    return before and any(run.owner.getparent() is parent and run.prose >= 8 for run in runs[head + 1 : head + 12])
