"""Tells the lines of an article from lines that lead to other articles."""

import re

from pipelines.extraction.dates.lines import TextLine
from pipelines.extraction.dates.printed_line import may_hold_date

# Words of a link, more than which have no names of sections or authors.
_LONGEST_NAME = 5
# What begins the lists and the comments under an article.
_OTHER_MATTERS = re.compile(
    r"(?:читайте (?:также|ещ[её]|по теме)|(?:новости |материалы )?по теме|похож|друг(?:ие|ое)|ещ[её] новост|самое (?:читаемое|популярное)|популярн"
    r"|(?:последн|свеж|главн)\w+ (?:новост|публикац|стат|записи)|рекоменду|вам может|смотрите также|(?:оставить |добавить )?коммент|обсужден"
    r"|оқи отыр|тағы оқы|ұқсас|тақырып\w* орай|соңғы жаңалық|басқа жаңалық|көп оқыл|танымал|пікір"
    r"|related|read also|more (?:news|from)|latest|most (?:read|popular)|comments?\b|leave a)\D{0,60}$",
    re.IGNORECASE,
)
_NOTHING = TextLine("")


def begins_other_matters(line: TextLine) -> bool:
    """Whether the line is the heading over a list of other articles or over comments. A bare number of comments is not such a heading."""
    return _OTHER_MATTERS.match(line.text) is not None


def lines_of_teasers(lines: list[TextLine]) -> list[TextLine]:
    """The lines that give the dates of other articles: in one line with their headlines, or next to them."""
    around = zip([_NOTHING, *lines], lines, [*lines[1:], _NOTHING], strict=False)
    return [line for before, line, behind in around if _dates(line) and (before.is_headline or line.is_headline or behind.is_headline)]


def without_lists(lines: list[TextLine], fewest: int = 2) -> list[TextLine]:
    """The lines without headlines of other articles. If there are at least `fewest` of those, the dates beside them go too."""
    dated = lines_of_teasers(lines)
    gone = dated if len(dated) >= fewest else []
    return [line for line in lines if line.longest_link <= _LONGEST_NAME and not any(line is other for other in gone)]


def behind_text(lines: list[TextLine]) -> list[TextLine]:
    """The lines after the last sentence that does not introduce another article."""
    text = [place for place, line in enumerate(lines) if line.is_sentence and not (place and lines[place - 1].is_headline)]
    return lines[text[-1] + 1 :] if text else lines


def _dates(line: TextLine) -> bool:
    return not line.is_sentence and may_hold_date(line.text)
