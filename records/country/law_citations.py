"""Citations of articles of law in running text: «по ч. 4 ст. 274 УК РК», «ҚК 274-бабының 4-бөлігі», "under part 2 of Article 174 of the Criminal Code".

The patterns of articles, parts and names of codes are here; `records.country.law_reading` reads one citation as a whole with them. The codes are passed
in, so that no setting is read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from records.country.pack import LawCode
from records.i18n import in_all_languages
from records.language.date_words import ordinal_words

NUMBER = r"\d{1,4}(?:-\d{1,2})?"
_SHORT = r"\d{1,2}"
# The text has single blanks between words. Each number is in one group or the other: after its word as in Russian and English, or before it as in
# Kazakh.
ARTICLE = re.compile(
    rf"(?<!\w)(?:ст(?:\.|ать\w+|(?=\s))?|art(?:\.|icle)?)\s{{0,3}}({NUMBER})(?![\w-])|(?<![\w-])({NUMBER})\s{{0,3}}-?\s{{0,3}}ба[пб]\w*"
)
WITH_POINT = rf"{_SHORT}(?:\({_SHORT}\))?"
PART = re.compile(rf"(?<!\w)(?:ч(?:\.|аст\w+)?|part)\s{{0,3}}({WITH_POINT})(?!\w)|(?<![\w-])({WITH_POINT})\s{{0,3}}-?\s{{0,3}}бөлі\w*")
POINT = re.compile(rf"(?<!\w)(?:п(?:\.|ункт\w*)?|point)\s{{0,3}}({_SHORT})\)?(?!\w)|(?<![\w-])({_SHORT})\s{{0,3}}-?\s{{0,3}}тарма\w*")
_ENDING = r"(?:-\w+)?"


class CitedArticle(NamedTuple):
    """An article of a code.

    `part` is the number of its part, perhaps with that of a point, as 2 or 2(3); empty if none is named.
    """

    code: str
    article: str
    part: str = ""


class Citation(NamedTuple):
    """An article that a text cites, with the offsets of the words; its code is empty if the text names none next to it."""

    cited: CitedArticle
    start: int
    end: int


@cache
def phrase_pattern(written: str) -> re.Pattern[str]:
    """Compile phrases in small letters, separated by commas.

    A star matches any ending; an abbreviation may have a Kazakh ending after a dash.
    """
    phrases = (form.split() for form in sorted(written.split(","), key=len, reverse=True) if form.strip())
    either = "|".join(r"\s{1,3}".join(re.escape(word).replace(r"\*", r"\w*") for word in words) for words in phrases)
    return re.compile(rf"(?<![\w-])(?:{either}){_ENDING}(?![\w])")


def code_forms(code: LawCode) -> list[str]:
    """Return the forms of a code's name in every language, in small letters."""
    return [code.code.casefold(), *(form.strip() for words in in_all_languages(code.written) for form in words.split(","))]


# The pieces of a citation in running text. Between them only such words may be as carry no information, and the title of the article.

_NUMBERS = rf"{NUMBER}(?:-(?:[йяе]|ой|ую|го|му|ші|шы|інші|ыншы)(?!\w))?(?:\s?(?:,|и|или|және|мен|пен|бен|and|or|&)\s?{NUMBER}(?!\w)){{0,6}}"
_PIECES = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("article", rf"(?<![\w-])(?:ст(?:\.\s?ст)?\.|ст(?=\s?\d)|стать\w+|статей|art(?:icles?)?\.?)\s{{0,3}}(?:№\s?)?({_NUMBERS})(?![\w-])"),
        ("article before", rf"(?<![\w.,-])({NUMBER}(?:\s?-?\s?(?:,|және|мен|пен|бен)\s?{NUMBER}){{0,6}})\s?-?\s?(?:(?:ші|шы|інші|ыншы)\s)?ба[пб]\w*"),
        ("part", rf"(?<!\w)(?:ч\.|част\w+|parts?)\s{{0,3}}({WITH_POINT})(?:-(?:й|я|ой|ую|ші|шы))?(?![\w-])"),
        ("part", rf"(?<![\w-])({WITH_POINT})\s?-?\s?бөлі\w*"),
        ("part", rf"(?<![\w-])({_SHORT})-(?:й|я|ой|ую|ші|шы|інші|ыншы)\s(?:част\w+|бөлі\w*)"),
        ("point", rf"(?<!\w)(?:п\.|пункт\w*|пп\.|подпункт\w*|points?|paragraphs?)\s{{0,3}}({_SHORT})\)?(?!\w)"),
        ("point", rf"(?<![\w-])({_SHORT})\s?-?\s?\)?\s?тарма\w*"),
        ("brackets", rf"\(({_SHORT})\)"),
        ("point word", r"(?<!\w)пункт\w*\s([^\W\d_]{3,12})(?!\w)"),
        ("part word", r"(?<!\w)(?:част\w+|part)\s([^\W\d_]{3,12})(?!\w)"),
        ("part word", r"(?<!\w)([^\W\d_]{3,12})\s(?:част[ьи]ю?|бөлі\w*)(?!\w)"),
        ("title", r"«[^«»\n]{1,140}»|\"[^\"\n]{1,140}\"|“[^“”\n]{1,140}”|\([^()\n]{3,140}\)"),
        ("filler", r"(?:рк|қр|республик\w*|казахстан\w*|қазақстан\w*|the|of|in|republic|kazakh\w*|['’]s|по|нің|дің|-)(?![\w])|[\s,–—-]"),
    )
)
_ORDINALS = {word: value for lang in ("ru", "kk", "en") for word, value in ordinal_words(lang)} | {
    # The feminine forms that name a part: «часть вторая», «части второй», «часть вторую».
    word: value
    for value, stem in enumerate(("перв", "втор", "треть", "четверт", "пят", "шест", "седьм", "восьм"), start=1)
    for word in (f"{stem}ая", f"{stem}ой", f"{stem}ую", *((f"{stem}я", f"{stem}ей", f"{stem}ю") if value == 3 else ()))
}
_EACH_NUMBER = re.compile(NUMBER)
_BARE_NUMBER = re.compile(rf"\s({NUMBER})(?:-(?:й|я|ой|ую))?(?![\w-])")
# «По 131-й УК».
_ORDINAL_BEFORE = re.compile(rf"(?<![\w-])({NUMBER})-(?:й|ой|ую|я)\s$")
# Names of other codes and laws, whose articles a number alone does not distinguish from those of the codes asked for.
_OTHER_LAW = re.compile(
    r"(?<!\w)(?:упк|гпк|қпк|апк|аппк|конституц\w*|закон\w*|заң\w*|constitution\w*|law|act|процессуал\w*|procedur\w*|іс жүргізу\w*|трудов\w*|кодекс\w*)"
)
_REACH = 40
# «УК РФ», «УК Кыргызской Республики»: the law of another country.
_ABROAD = re.compile(
    r"\s{0,2}(?:рф|кр|рб|руз|рт|росс\w+|ресей\w*|кыргыз\w+|киргиз\w+|қырғыз\w*|узбек\w+|өзбек\w*|таджик\w+|тәжік\w*|туркмен\w*|беларус\w*|белорус\w*|украин\w*"
    r"|(?:of\s)?(?:the\s)?(?:russia\w*|kyrgyz\w*|uzbek\w*|tajik\w*|belarus\w*|ukrain\w*|turkmen\w*))(?!\w)"
)
_ABROAD_BEFORE = re.compile(r"(?<!\w)(?:рф|кр|(?:russia|kyrgyz|uzbek|tajik|belarus|ресей|қырғыз|өзбек|тәжік)\w{0,12})(?:['’]s)?\s\S{0,14}\s?$")


class _Piece(NamedTuple):
    kind: str
    value: str
    start: int
    end: int


def find_citations(text: str, codes: Sequence[LawCode]) -> Iterator[Citation]:
    """Yield the articles of law that a text in small letters cites, in reading order.

    An article beyond a code's last number, and one of another country's code or of another law, is none.
    """
    names = _names_of_codes(text, codes)
    last: dict[str, int] = {code.code: code.last for code in codes}
    for group in _groups(text, names):
        yield from _citations(text, group, last)


def _names_of_codes(text: str, codes: Iterable[LawCode]) -> dict[int, _Piece]:
    """Return the names of codes by their beginning; of overlapping ones the longest."""
    hits = [
        _Piece("code", code.code, match.start(), match.end())
        for code in codes
        for form in code_forms(code)
        for match in phrase_pattern(form).finditer(text)
    ]
    covered: set[int] = set()
    names: dict[int, _Piece] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if covered.isdisjoint(range(hit.start, hit.end)):
            covered.update(range(hit.start, hit.end))
            abroad = _ABROAD.match(text, hit.end) or _ABROAD_BEFORE.search(text[max(0, hit.start - 30) : hit.start])
            names[hit.start] = hit._replace(value="abroad") if abroad else hit
    return names


def _groups(text: str, names: dict[int, _Piece]) -> Iterator[list[_Piece]]:
    """Yield runs of pieces that only fillers separate, each with an article or a code in it."""
    found = (match.start() for kind, pattern in _PIECES if kind not in ("title", "filler", "brackets") for match in pattern.finditer(text))
    anchors = sorted({*names, *found})
    reached = 0
    for anchor in anchors:
        if anchor < reached:
            continue
        pieces: list[_Piece] = []
        at = anchor
        while at < len(text):
            piece = names.get(at) or _piece(text, at)
            if piece is None:
                break
            if piece.kind != "filler":
                pieces.append(piece)
            if piece.kind == "code" and (bare := _BARE_NUMBER.match(text, piece.end)) and not _piece(text, bare.start(1)):
                pieces.append(_Piece("article", bare[1], bare.start(1), bare.end(1)))
                piece = pieces[-1]
            elif piece.kind == "code" and len(pieces) == 1 and (ordinal := _ORDINAL_BEFORE.search(text[max(0, at - 12) : at])):
                start = max(0, at - 12) + ordinal.start(1)
                pieces.insert(0, _Piece("article", ordinal[1], start, start + len(ordinal[1])))
            at = piece.end
        reached = max(at, anchor + 1)
        if any(piece.kind.startswith("article") for piece in pieces):
            yield pieces


def _piece(text: str, at: int) -> _Piece | None:
    for kind, pattern in _PIECES:
        if match := pattern.match(text, at):
            value = match[1] if match.groups() else ""
            if kind.endswith(" word"):
                if value not in _ORDINALS:
                    continue
                kind, value = kind.removesuffix(" word"), str(_ORDINALS[value])
            return _Piece(kind, value, match.start(), match.end())
    return None


def _citations(text: str, pieces: Sequence[_Piece], last: dict[str, int]) -> Iterator[Citation]:
    first = next(at for at, piece in enumerate(pieces) if piece.kind.startswith("article"))
    # «ч. 4 ст. 274»: the part precedes its article; else it follows.
    leading = any(piece.kind == "part" for piece in pieces[:first])
    for at, piece in enumerate(pieces):
        if not piece.kind.startswith("article"):
            continue
        code = _code_of(pieces, at)
        own = _own_pieces(pieces, at, leading=leading)
        part, point = _value(own, "part"), _value(own, "point")
        brackets = [one.value for one in own if one.kind == "brackets"]
        part = part or (brackets.pop(0) if brackets else "")
        point = point or (brackets.pop(0) if brackets else "")
        end = max(one.end for one in (piece, *own, *([code] if code else [])))
        start = min(one.start for one in (piece, *own, *([code] if code else [])))
        if code is None and _is_of_other_law(text, piece, pieces[-1].end):
            continue
        numbers = _EACH_NUMBER.findall(piece.value)
        for number in numbers:
            name = code.value if code else ""
            if name != "abroad" and 1 <= int(number.partition("-")[0]) <= last.get(name, max(last.values(), default=0)):
                # Of several articles with one part, the part belongs to the last.
                of_this = part and number == numbers[-1]
                yield Citation(CitedArticle(name, number, (f"{part}({point})" if point else part) if of_this else ""), start, end)


def _own_pieces(pieces: Sequence[_Piece], at: int, *, leading: bool) -> list[_Piece]:
    """Return the pieces that belong to the article: those up to its neighbour, before it or after it."""
    edges = [number for number, piece in enumerate(pieces) if piece.kind.startswith("article")]
    before = max((edge for edge in edges if edge < at), default=-1)
    after = min((edge for edge in edges if edge > at), default=len(pieces))
    span = pieces[before + 1 : at] if leading else pieces[at + 1 : after]
    if leading and (brackets := pieces[at + 1 : after]):
        span = [*span, *(piece for piece in brackets if piece.kind == "brackets")]
    return [piece for piece in span if piece.kind in ("part", "point", "brackets")]


def _code_of(pieces: Sequence[_Piece], at: int) -> _Piece | None:
    """Return the code of an article: after it in Russian and English, before it in Kazakh, else the nearest one on the other side."""
    before = [piece for piece in pieces[:at] if piece.kind == "code"]
    after = [piece for piece in pieces[at + 1 :] if piece.kind == "code"]
    sides = (before[-1:], after[:1]) if pieces[at].kind == "article before" else (after[:1], before[-1:])
    return next((piece for side in sides for piece in side), None)


def _value(pieces: Iterable[_Piece], kind: str) -> str:
    return next((piece.value for piece in pieces if piece.kind == kind), "")


def _is_of_other_law(text: str, piece: _Piece, end: int) -> bool:
    """Return whether the words around an article without a code name another law: статья 41 закона о СМИ, ҚПК-нің 209-бабы."""
    after = re.split(r"[.;!?\n]", text[end : end + _REACH])[0]
    before = re.split(r"[.;!?\n]", text[max(0, piece.start - _REACH) : piece.start])[-1]
    return bool(_OTHER_LAW.search(before if piece.kind == "article before" else after) or _OTHER_LAW.search(before[-25:]))
