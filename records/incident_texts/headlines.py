"""Which headline of a draft's articles is proposed as its title: of the language, without what an outlet puts around it, not shouting."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from records.persons.name_reading import normal_form

# Between a headline and what an outlet puts before or behind it.
_BEHIND = re.compile(r" [|•·:]{1,2} | [-–—] ")
_BEFORE = re.compile(
    r"(?:срочно|молния|видео|фото|эксклюзив|шұғыл|жедел|бейне|breaking|video|photo|exclusive)(?: ?[/,+и] ?(?:видео|фото|video|photo))? ?[:!.|–—-]+ ?",
    re.I,
)
_IN_BRACKETS = re.compile(r" ?[(\[](?:видео|фото|фото ?[+,и/] ?видео|video|photos?|бейне|сурет)[)\]]$", re.I)
_ADDRESS = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-zа-я]{2,4}$", re.I)
# Longer is no name of an outlet.
_LONGEST_NAME = 60
# Longer, and it is no headline; shorter, and it says nothing.
LONGEST, SHORTEST = 200, 12
# Of this share of capital letters a headline shouts; names and abbreviations make up less.
_SHOUTING = 0.5


@dataclass(frozen=True)
class TellingArticle:
    """What of an article may become a text: its headline, and the sentences that the machine proposes as a summary. `outlet` is the code of its outlet, or its name.
    `told_most`: of the articles of its draft it told the most, so the draft is shown by it."""

    id: str
    lang: str
    title: str
    outlet: str = ""
    summary: str = ""
    told_most: bool = False


def best_headline(articles: Iterable[TellingArticle], lang: str, titles: Mapping[str, Sequence[str]] | None = None) -> tuple[str, str]:
    """The best headline in this language and the article that has it; twice empty if there is none. Of equally good ones the first. `titles` are the names of
    outlets by their codes."""
    found = [(headline(one.title, (titles or {}).get(one.outlet, ()), one.outlet), one) for one in articles if one.lang == lang]
    fit = [(words, one) for words, one in found if SHORTEST <= len(words) <= LONGEST and not shouts(words)]
    words, one = min(fit, key=lambda pair: _faults(pair[0]), default=("", None))
    return words, one.id if one else ""


def best_summary(articles: Iterable[TellingArticle], lang: str) -> tuple[str, str]:
    """The summary that the machine proposes in this language, and its article; twice empty if there is none. Of several that of an article that told the most, else
    the first: what somebody read before she confirmed is what the record shows."""
    found = sorted((one for one in articles if one.lang == lang and one.summary), key=lambda one: not one.told_most)
    return next(((one.summary, one.id) for one in found), ("", ""))


def headline(title: str, names: Sequence[str] = (), code: str = "") -> str:
    """A headline without the kicker before it, the outlet's name behind it, and a full stop."""
    words = " ".join(title.split())
    words = _IN_BRACKETS.sub("", _BEFORE.sub("", words, count=1) if _BEFORE.match(words) else words)
    ends = [cut for cut in _BEHIND.finditer(words) if len(words) - cut.end() <= _LONGEST_NAME]
    cuts = [cut for cut in ends if _is_outlet(words[cut.end() :], names, code)]
    words = words[: cuts[0].start()] if cuts else words
    words = words.strip() if words.endswith("...") else words.rstrip(" .|")
    return words[:1].upper() + words[1:]


def shouts(words: str) -> bool:
    """Whether half of its letters are capitals."""
    letters = [letter for letter in words if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) > _SHOUTING * len(letters)


def _is_outlet(words: str, names: Sequence[str], code: str) -> bool:
    bare = words.strip(' «»"“”.')
    if _ADDRESS.match(bare):
        return True
    plain = re.sub(r"\W", "", bare).casefold()
    known = {re.sub(r"\W", "", name).casefold() for name in (*names, code)} | {code.partition("_")[2].replace("_", "").casefold()}
    return bool(plain) and (plain in known or normal_form(bare) in {normal_form(name) for name in names})


def _faults(words: str) -> int:
    """What speaks against a headline: that it asks, exclaims, breaks off, or quotes and does not tell."""
    return sum([words.endswith("?"), words.endswith("!"), words.endswith(("…", "...")), words.startswith(("«", '"', "“")), len(words) > 140])
