"""Reading of cited articles of law: «ст. 274 ч. 4 УК РК», «ҚК 274-бап 4-бөлік», "Criminal Code art. 174(2)".

The patterns are those of `records.country.law_citations`, which finds citations in running text. Only the codes of the country packs are known. An
article beyond a code's last number is refused with the nearest listed one; an unlisted article of a code is accepted.
"""

import difflib
import re

from records.country import find_country_pack, home, known_countries
from records.country.law_citations import ARTICLE, NUMBER, PART, POINT, WITH_POINT, CitedArticle, code_forms, phrase_pattern
from records.country.pack import CountryPack, LawArticle, LawCode
from records.i18n import in_all_languages, tr

# What remains after removing every word: an article and its part, either in brackets, as 174(2), 274 4 or 274 2(3).
_LEFT = re.compile(rf"({NUMBER})?(?:\s{{0,3}}(\d{{1,2}}))?\s{{0,3}}(?:\((\d{{1,2}})\))?\s{{0,3}}(?:\((\d{{1,2}})\))?")
_BARE = re.compile(rf"(?<![\w-])({NUMBER})(?![\w-])")
# Words of a citation that carry no information: the country, and "of" something.
_EMPTY = re.compile(r"(?<!\w)(?:рк|қр|республик\w*|казахстан\w*|қазақстан\w*|the|of|in|republic|kazakhstan|по)(?!\w)|(?<!\d)-|-(?!\d)|[.,;:№«»\"]")
# «131-й», «по 158-й».
_ORDINAL = re.compile(r"(?<=\d)-(?:й|я|ая|ой|ую|го|му|ші|шы|інші|ыншы)(?!\w)")
_PART_FORM = re.compile(rf"(?:{WITH_POINT})?")


class NoSuchArticle(ValueError):
    """An unknown article. Its message says what to write."""


def read_article(text: str) -> CitedArticle:
    """Return the article that the text cites.

    Raises NoSuchArticle.
    """
    remaining = _ORDINAL.sub("", re.sub(r"[\s\u00a0\u202f]+", " ", text.casefold()).replace("–", "-")).strip()
    code, remaining = _code(text, remaining)
    part, remaining = _cut(PART, remaining)
    point, remaining = _cut(POINT, remaining)
    article, remaining = _cut(ARTICLE, remaining)
    left = _LEFT.fullmatch(" ".join(_EMPTY.sub(" ", remaining).split()))
    slots = [article, part, point]
    # Numbers without a word follow the order article, part, point.
    for number in filter(None, left.groups() if left else ()):
        if "" not in slots:
            left = None
            break
        slots[slots.index("")] = number
    article, part, point = slots
    if left is None or not article or (point and not part):
        raise NoSuchArticle(tr("{text} is no article of law; write it as {example}").format(text=_shown(text), example=example_article()))
    return make_cited_article(code.code, article, f"{part}({point})" if point else part)


def make_cited_article(code: str, article: str, part: str = "") -> CitedArticle:
    """Return an article from its parts.

    Raises NoSuchArticle if its code is unknown or has no such article.
    """
    law = law_code(code) or _by_name(code)
    if law is None:
        raise NoSuchArticle(tr("{code} is no code of laws; codes are {codes}").format(code=_shown(code), codes=_codes_in_words()))
    number = re.fullmatch(r"(\d{1,4})(?:-\d{1,2})?", article)
    if number is None or not 1 <= int(number[1]) <= law.last or _PART_FORM.fullmatch(part) is None:
        wrong = f"{article} {part}".strip()
        words = tr("{code} has no article {article}; did you mean {near}?")
        raise NoSuchArticle(words.format(code=tr(law.short), article=_shown(wrong), near=_nearest(law, article)))
    return CitedArticle(law.code, article, part)


def law_code(code: str) -> LawCode | None:
    """Return a code of laws by its recorded name, the home country's first; None if unknown."""
    return next((law for pack in _packs() for law in pack.law_codes if law.code == code), None)


def listed_article(code: str, article: str) -> LawArticle | None:
    """Return the listed article of a code; None if it is not listed."""
    return next(
        (law_article for pack in _packs() for law_article in pack.law_articles if (law_article.code, law_article.article) == (code, article)), None
    )


def article_words(cited_article: CitedArticle) -> str:
    """Return an article as the current language writes it: «УК, ст. 274, ч. 4»."""
    code = law_code(cited_article.code)
    short = tr(code.short) if code else cited_article.code
    if cited_article.part:
        return tr("{code}, art. {article}, part {part}").format(code=short, article=cited_article.article, part=cited_article.part)
    return tr("{code}, art. {article}").format(code=short, article=cited_article.article)


def example_article() -> str:
    """Return a sample citation in the current language."""
    return next((article_words(CitedArticle(law_article.code, law_article.article, "2")) for law_article in home().law_articles), "")


def _packs() -> list[CountryPack]:
    return [home(), *(pack for pack in map(find_country_pack, known_countries()) if pack is not home())]


def _code(text: str, remaining: str) -> tuple[LawCode, str]:
    """Return the named code and the rest of the text.

    The longest name wins: «кодекс об административных правонарушениях» contains shorter ones.
    """
    hits = []
    for code in (law for pack in _packs() for law in pack.law_codes):
        for form in code_forms(code):
            if match := phrase_pattern(form).search(remaining):
                hits.append((match.end() - match.start(), code, match))
    if hits:
        _, named, place = max(hits, key=lambda hit: hit[0])
        return named, f"{remaining[: place.start()]} {remaining[place.end() :]}"
    number = _BARE.search(remaining) or ARTICLE.search(remaining)
    near = [law_article for law_article in home().law_articles if number and law_article.article in (number[1], number[number.re.groups])]
    if near:
        meant = tr(" or ").join(f"{tr(of.short)} {cited.article}" for cited in near if (of := law_code(cited.code)))
        raise NoSuchArticle(tr("{text} names no code of laws; did you mean {near}?").format(text=_shown(text), near=meant))
    raise NoSuchArticle(tr("{text} names no code of laws; codes are {codes}").format(text=_shown(text), codes=_codes_in_words()))


def _cut(pattern: re.Pattern[str], remaining: str) -> tuple[str, str]:
    """Return the first match of a pattern, and the text without it."""
    match = pattern.search(remaining)
    if match is None:
        return "", remaining
    return next(filter(None, match.groups())), f"{remaining[: match.start()]} {remaining[match.end() :]}"


def _by_name(name: str) -> LawCode | None:
    wanted_name = name.strip().casefold()
    for code in (law for pack in _packs() for law in pack.law_codes):
        if any(phrase_pattern(form).fullmatch(wanted_name) for form in code_forms(code)):
            return code
    return None


def _codes_in_words() -> str:
    return ", ".join(dict.fromkeys(short for code in home().law_codes for short in in_all_languages(code.short)))


def _nearest(code: LawCode, article: str) -> str:
    """Return the listed article of the code whose number is most like the wrong one."""
    numbers = [law_article.article for pack in _packs() for law_article in pack.law_articles if law_article.code == code.code]
    near = difflib.get_close_matches(article, numbers, 1, 0.0)
    return f"{tr(code.short)} {near[0]}" if near else f"{tr(code.short)} 1–{code.last}"


def _shown(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
