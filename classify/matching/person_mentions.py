"""The persons of an article. All mentions of one person are put together under one name."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from classify.matching.matches import Matches
from classify.matching.name_shapes import has_shape, is_given
from classify.matching.name_spotting import GIVEN, LISTED, Spotted, is_initial, spot_names
from classify.matching.names import PressName, nominative_of, surname_stem, title_words
from classify.text.words import ArticleWords
from records.persons.given_names import is_given_name

_PATRONYMIC = re.compile("(?:[оеё]вич|[оеё]вн|иничн)(?:а|у|ем|е|ы|ой)?$")
_SAYS = re.compile(
    "(?:говор|сказал|сообщ|поясн|рассказ|заяв|отмет|отмеч|подчеркн|считает|ответил|добав|увер|объясн|напис|дейді|деді|айтты|хабарла|түсіндір|мәлімде|said|says|told|added|explain|wrote)"
)
_CALLED = frozenset({"имени", "зовут", "звали", "есімді", "атты", "named", "called"})
_CITIZEN = re.compile("граждан|азамат|citizen|тілші|некто|мистер")
# So many figures are compared with a mention at most; no article names more of one surname.
_MOST_ALIKE = 50
_MOST_SPANS = 20
# A surname's stem, and how many letters a case adds to it.
_SHORTEST_STEM, _LONGEST_CASE = 4, 5


# Whether the words from first to last (excluded) name a person, by somebody who knows more than the words show.
IsNamed = Callable[[int, int], bool]


def nobody_is_named(first: int, last: int) -> bool:
    """Where nobody knows more."""
    return False


@dataclass
class PersonMentions:
    """One person: where the full name stands, and every word that names the person, both in reading order."""

    stem: str
    given: str
    spans: list[Spotted] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    name: str = ""
    tie: float = 0.0


def find_person_mentions(
    marks: Matches,
    lang: str,
    places: Collection[int],
    tied: dict[int, PressName],
    titles: Collection[int],
    told: Collection[int],
    is_named: IsNamed = nobody_is_named,
) -> list[PersonMentions]:
    """Every person who is named, in the order of first mention.

    `titles` are the words after which a surname alone is a person too. `told` are the sentences that tell the incident; there, two capitalised
    words are a person too. So is what `is_named` takes for one.
    """
    words = marks.words
    outlets = {at for mention in marks.press if mention.code == "outlet" for at in range(mention.start, mention.end)}
    spotted = spot_names(words, lang, outlets | title_words(marks))
    full: list[Spotted] = []
    single: list[Spotted] = []
    latest: Spotted | None = None
    again = _recurring(words, spotted, lang)
    for span in spotted:
        if (
            span.start in tied
            or is_named(span.start, span.end)
            or _is_person(words, span, places, titles, told, latest)
            or (span.start in again and span.start not in places)
        ):
            latest = span
            (full if span.end - span.start >= 2 else single).append(span)
    figures: list[PersonMentions] = []
    by_stem: dict[str, list[PersonMentions]] = {}
    for span in sorted([*full, *single], key=lambda span: (-min(2, span.end - span.start), -span.evidence, span.start)):
        _unite(words, span, lang, figures, by_stem)
    _add_words(words, figures)
    figures = [figure for figure in figures if figure.words]
    for figure in figures:
        _choose_name(words, figure, lang, tied)
        figure.tie = max((tied[span.start].tie for span in figure.spans if span.start in tied), default=0.0)
    return sorted(figures, key=lambda figure: figure.words[0])


def _recurring(words: ArticleWords, spotted: list[Spotted], lang: str) -> set[int]:
    """The first words of surnames that stand alone and appear again, at least once not at the beginning of a sentence: every reader knows whom
    the article means."""
    alone = [span for span in spotted if span.end - span.start == 1 and has_shape(words.forms[span.start], lang)]
    by_stem: dict[str, list[Spotted]] = {}
    for span in alone:
        by_stem.setdefault(surname_stem(words.forms[span.start], lang), []).append(span)
    known = {
        stem
        for stem, spans in by_stem.items()
        if len(stem) >= _SHORTEST_STEM
        and len({span.sentence for span in spans}) >= 2
        and any(span.start != words.sentences[span.sentence][0] for span in spans)
    }
    return {span.start for stem in known for span in by_stem[stem]}


def _is_person(
    words: ArticleWords, span: Spotted, places: Collection[int], titles: Collection[int], told: Collection[int], latest: Spotted | None
) -> bool:
    inside = range(span.start, span.end)
    if any(at in places for at in inside) and (span.evidence < LISTED or all(at in places for at in inside)):
        return False
    evidence = span.evidence
    first, last = words.sentences[span.sentence]
    before, after = span.start - 1, span.end
    called = (before >= first and words.forms[before] in _CALLED) or (after < last and words.forms[after] in _CALLED)
    if called or (before >= first and before in titles):
        evidence += 0.5
    if any(at < last and _SAYS.match(words.forms[at]) for at in (after, after + 1)) or (before >= first and _SAYS.match(words.forms[before])):
        evidence += 0.35
    if after < last and not words.joined[after] and words.forms[after].isdigit() and len(words.forms[after]) == 2:
        evidence += 0.4
    if len(inside) >= 2 and span.sentence in told:
        evidence += 0.25
    if len(inside) == 1 and is_initial(words, span.start):
        return _is_somebody(words, span, titles, latest)
    if len(inside) == 1 and evidence >= GIVEN and span.start == first and not called:
        return False
    return evidence >= 0.65


def _is_somebody(words: ArticleWords, span: Spotted, titles: Collection[int], latest: Spotted | None) -> bool:
    """Whether an initial alone is a person (гражданка Б., reporters K. and T.): after a title, after "citizen", or after another one."""
    before = span.start - 1
    if before < words.sentences[span.sentence][0]:
        return False
    if latest is not None and latest.end in (span.start, before) and is_initial(words, latest.start):
        return True
    return (
        before in titles
        or bool(_CITIZEN.match(words.forms[before]))
        or words.text[words.ends[before] : words.starts[span.start]].strip() in ("»", "”")
    )


def _unite(words: ArticleWords, span: Spotted, lang: str, figures: list[PersonMentions], by_stem: dict[str, list[PersonMentions]]) -> None:
    surname, given = _parted(words, span, lang)
    stem = surname_stem(words.forms[surname], lang)
    key = stem[:_SHORTEST_STEM]
    initial = given[:1] if given else ""
    for figure in by_stem.get(key, [])[:_MOST_ALIKE]:
        alike = alike_stem(stem, figure.stem)
        if alike and (
            not given
            or not figure.given
            or figure.given[:3] == given[:3]
            or (len(given) <= 2 or len(figure.given) <= 2)
            and figure.given[:1] == initial
        ):
            figure.spans.append(span)
            if len(given) > len(figure.given):
                figure.given = given
            return
    if (
        span.evidence < LISTED
        and any(alike_stem(stem, figure.stem) for figure in by_stem.get(key, []) if figure.spans[0].evidence >= LISTED)
        and opens_unknown(words, span)
    ):
        next(figure for figure in by_stem[key] if alike_stem(stem, figure.stem)).words.append(surname)
        return
    if span.end - span.start == 1 and any(_is_part(words.forms[span.start], figure, words) for figure in figures[:50]):
        return
    figure = PersonMentions(stem, given, [span])
    figures.append(figure)
    by_stem.setdefault(key, []).append(figure)


def alike_stem(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def opens_unknown(words: ArticleWords, span: Spotted) -> bool:
    """Whether the first word of a sentence is no given name: it stands before a known surname and is not listed (Коллеги Турабекова)."""
    return span.start == words.sentences[span.sentence][0]


def _is_part(form: str, figure: PersonMentions, words: ArticleWords) -> bool:
    """Whether it is the given name alone of a person who was named in full before."""
    return any(form[:4] == words.forms[at][:4] for at in range(figure.spans[0].start, figure.spans[0].end))


def _parted(words: ArticleWords, span: Spotted, lang: str) -> tuple[int, str]:
    """The word that is the surname, and the given name or initial (empty if there is none)."""
    numbers = range(span.start, span.end)
    forms = words.forms
    if len(numbers) == 1:
        return span.start, ""
    candidates = [at for at in numbers if not is_initial(words, at) and not (lang == "ru" and _PATRONYMIC.search(forms[at]) and len(numbers) > 2)]
    given = [at for at in candidates if (is_given(forms[at], lang) if lang == "ru" else is_given_name(forms[at]))]
    others = [at for at in candidates if at not in given[:1]]
    surname = others[-1] if others else numbers[-1]
    if lang != "en" and given and len(others) == 2 and given[0] < others[0]:
        surname = others[0] if re.search("(?:ұлы|қызы|улы|кызы)", forms[others[1]]) else others[1]
    first = next((at for at in numbers if at != surname), numbers[0])
    return surname, forms[given[0] if given and given[0] != surname else first].rstrip(".")


def _add_words(words: ArticleWords, figures: Iterable[PersonMentions]) -> None:
    """Add every capitalised word that begins with a person's stem to that person. Of two with one surname, the first gets it."""
    stems: dict[str, list[PersonMentions]] = {}
    for figure in figures:
        stems.setdefault(figure.stem[:_SHORTEST_STEM], []).append(figure)
    owned = {at: figure for figure in figures for span in figure.spans for at in range(span.start, span.end)}
    for at, form in enumerate(words.forms):
        if not words.capital[at]:
            continue
        owner = owned.get(at)
        if owner is None and len(form) >= _SHORTEST_STEM:
            near = stems.get(form[:_SHORTEST_STEM], [])[:_MOST_ALIKE]
            owner = next(
                (f for f in near if len(f.stem) >= _SHORTEST_STEM and form.startswith(f.stem) and len(form) - len(f.stem) <= _LONGEST_CASE), None
            )
        if owner is not None:
            owner.words.append(at)
    for figure in figures:
        figure.words = sorted(set(figure.words))


def _choose_name(words: ArticleWords, figure: PersonMentions, lang: str, tied: dict[int, PressName]) -> None:
    """The fullest mention. Of several, the one that already stands in the nominative."""
    best_rank = (-1, False, False)
    for span in figure.spans[:_MOST_SPANS]:
        name = tied[span.start].name if span.start in tied else nominative_of(words, span.start, span.end, lang)
        parts = name.split()
        surname, _ = _parted(words, span, lang)
        rank = (sum(not part.endswith(".") for part in parts), name == words.original(span.start, span.end), span.start in tied)
        if rank > best_rank:
            figure.name, best_rank = _in_order(parts, surname - span.start, lang), rank


def _in_order(parts: list[str], surname: int, lang: str) -> str:
    """The name with the given name first: Искакова Жанна becomes Жанна Искакова, Оспанова А. becomes А. Оспанова."""
    turned = len(parts) >= 2 and surname == 0 and lang != "en" and has_shape(parts[0].lower(), lang)
    if turned and (parts[1].endswith(".") or is_given_name(parts[1])):
        return " ".join([*parts[1:], parts[0]])
    return " ".join(parts)
