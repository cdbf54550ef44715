"""Every person named in an article, with the role of each.

A victim is a person of the press (by role, by outlet, or because the article is about this person) in the sentences of the incident. Officials,
lawyers, relatives and commentators are recognised by the title next to the name, offenders by the verb after the name.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from classify.matching.matches import Matches
from classify.matching.names import (
    GIVEN,
    LISTED,
    VERB,
    PressName,
    SpottedName,
    has_shape,
    is_byline,
    is_given,
    is_initial,
    nominative_of,
    spot_names,
    surname_stem,
    title_words,
)
from classify.text.words import ArticleWords
from records.language.names import is_given_name
from records.model import Person

# The persons of an article. All mentions of one person are collected under one name.

_PATRONYMIC = re.compile("(?:[оеё]вич|[оеё]вн|иничн)(?:а|у|ем|е|ы|ой)?$")
_SAYS = re.compile(
    "(?:говор|сказал|сообщ|поясн|рассказ|заяв|отмет|отмеч|подчеркн|считает|ответил|добав|увер|объясн|напис|дейді|деді|айтты|хабарла|түсіндір|мәлімде|said|says|told|added|explain|wrote)"
)
_CALLED = frozenset({"имени", "зовут", "звали", "есімді", "атты", "named", "called"})
_CITIZEN = re.compile("граждан|азамат|citizen|тілші|некто|мистер")
# Most persons compared with a mention; no article names more with one surname.
_MOST_ALIKE = 50
_MOST_SPANS = 20
# A surname's stem, and how many letters a case adds to it.
_SHORTEST_STEM, _LONGEST_CASE = 4, 5


# Whether the words from first to last (excluded) name a person, by a judge that knows more than the words show.
IsNamed = Callable[[int, int], bool]


def nobody_is_named(first: int, last: int) -> bool:
    """Return False, where there is no such judge."""
    return False


@dataclass
class _PersonMentions:
    """One person: the positions of the full name, and of every word that names the person, both in reading order."""

    stem: str
    given: str
    spans: list[SpottedName] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    name: str = ""
    tie: float = 0.0


def _find_person_mentions(
    marks: Matches,
    lang: str,
    places: Collection[int],
    tied: dict[int, PressName],
    titles: Collection[int],
    incident_sentences: Collection[int],
    is_named: IsNamed = nobody_is_named,
) -> list[_PersonMentions]:
    """Return every person named, in the order of first mention.

    After the words in `titles` a surname alone is a person too. In `incident_sentences`, which report the incident, two capitalised words are a
    person too, and so is anything that `is_named` accepts.
    """
    words = marks.words
    outlets = {at for mention in marks.press if mention.code == "outlet" for at in range(mention.start, mention.end)}
    spotted = spot_names(words, lang, outlets | title_words(marks))
    full: list[SpottedName] = []
    single: list[SpottedName] = []
    latest: SpottedName | None = None
    again = _recurring(words, spotted, lang)
    for span in spotted:
        if (
            span.start in tied
            or is_named(span.start, span.end)
            or _is_person(words, span, places, titles, incident_sentences, latest)
            or (span.start in again and span.start not in places)
        ):
            latest = span
            (full if span.end - span.start >= 2 else single).append(span)
    figures: list[_PersonMentions] = []
    by_stem: dict[str, list[_PersonMentions]] = {}
    for span in sorted([*full, *single], key=lambda span: (-min(2, span.end - span.start), -span.evidence, span.start)):
        _unite(words, span, lang, figures, by_stem)
    _add_words(words, figures)
    figures = [figure for figure in figures if figure.words]
    for figure in figures:
        _choose_name(words, figure, lang, tied)
        figure.tie = max((tied[span.start].tie for span in figure.spans if span.start in tied), default=0.0)
    return sorted(figures, key=lambda figure: figure.words[0])


def _recurring(words: ArticleWords, spotted: list[SpottedName], lang: str) -> set[int]:
    """Return the first words of surnames that occur alone, and again at least once not at the beginning of a sentence."""
    alone = [span for span in spotted if span.end - span.start == 1 and has_shape(words.forms[span.start], lang)]
    by_stem: dict[str, list[SpottedName]] = {}
    for span in alone:
        by_stem.setdefault(surname_stem(words.forms[span.start], lang), []).append(span)
    stems = {
        stem
        for stem, spans in by_stem.items()
        if len(stem) >= _SHORTEST_STEM
        and len({span.sentence for span in spans}) >= 2
        and any(span.start != words.sentences[span.sentence][0] for span in spans)
    }
    return {span.start for stem in stems for span in by_stem[stem]}


def _is_person(
    words: ArticleWords,
    span: SpottedName,
    places: Collection[int],
    titles: Collection[int],
    incident_sentences: Collection[int],
    latest: SpottedName | None,
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
    if len(inside) >= 2 and span.sentence in incident_sentences:
        evidence += 0.25
    if len(inside) == 1 and is_initial(words, span.start):
        return _is_somebody(words, span, titles, latest)
    if len(inside) == 1 and evidence >= GIVEN and span.start == first and not called:
        return False
    return evidence >= 0.65


def _is_somebody(words: ArticleWords, span: SpottedName, titles: Collection[int], latest: SpottedName | None) -> bool:
    """Return whether an initial alone is a person (гражданка Б., reporters K. and T.): after a title, after "citizen", or after another one."""
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


def _unite(words: ArticleWords, span: SpottedName, lang: str, figures: list[_PersonMentions], by_stem: dict[str, list[_PersonMentions]]) -> None:
    surname, given_name = _parted(words, span, lang)
    stem = surname_stem(words.forms[surname], lang)
    key = stem[:_SHORTEST_STEM]
    initial = given_name[:1] if given_name else ""
    for figure in by_stem.get(key, [])[:_MOST_ALIKE]:
        alike = _alike_stem(stem, figure.stem)
        if alike and (
            not given_name
            or not figure.given
            or figure.given[:3] == given_name[:3]
            or (len(given_name) <= 2 or len(figure.given) <= 2)
            and figure.given[:1] == initial
        ):
            figure.spans.append(span)
            if len(given_name) > len(figure.given):
                figure.given = given_name
            return
    if (
        span.evidence < LISTED
        and any(_alike_stem(stem, figure.stem) for figure in by_stem.get(key, []) if figure.spans[0].evidence >= LISTED)
        and _opens_unknown(words, span)
    ):
        next(figure for figure in by_stem[key] if _alike_stem(stem, figure.stem)).words.append(surname)
        return
    if span.end - span.start == 1 and any(_is_part(words.forms[span.start], figure, words) for figure in figures[:50]):
        return
    figure = _PersonMentions(stem, given_name, [span])
    figures.append(figure)
    by_stem.setdefault(key, []).append(figure)


def _alike_stem(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _opens_unknown(words: ArticleWords, span: SpottedName) -> bool:
    """Return whether the first word of a sentence is no given name: unlisted and before a known surname (Коллеги Турабекова)."""
    return span.start == words.sentences[span.sentence][0]


def _is_part(form: str, figure: _PersonMentions, words: ArticleWords) -> bool:
    """Return whether it is the given name alone of a person who was named in full before."""
    return any(form[:4] == words.forms[at][:4] for at in range(figure.spans[0].start, figure.spans[0].end))


def _parted(words: ArticleWords, span: SpottedName, lang: str) -> tuple[int, str]:
    """Return the index of the surname, and the given name or initial (empty if there is none)."""
    numbers = range(span.start, span.end)
    forms = words.forms
    if len(numbers) == 1:
        return span.start, ""
    candidates = [at for at in numbers if not is_initial(words, at) and not (lang == "ru" and _PATRONYMIC.search(forms[at]) and len(numbers) > 2)]
    given_numbers = [at for at in candidates if (is_given(forms[at], lang) if lang == "ru" else is_given_name(forms[at]))]
    other_numbers = [at for at in candidates if at not in given_numbers[:1]]
    surname = other_numbers[-1] if other_numbers else numbers[-1]
    if lang != "en" and given_numbers and len(other_numbers) == 2 and given_numbers[0] < other_numbers[0]:
        surname = other_numbers[0] if re.search("(?:ұлы|қызы|улы|кызы)", forms[other_numbers[1]]) else other_numbers[1]
    first = next((at for at in numbers if at != surname), numbers[0])
    return surname, forms[given_numbers[0] if given_numbers and given_numbers[0] != surname else first].rstrip(".")


def _add_words(words: ArticleWords, figures: Iterable[_PersonMentions]) -> None:
    """Add every capitalised word that begins with a person's stem to that person; of two with one surname, to the first."""
    stems: dict[str, list[_PersonMentions]] = {}
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


def _choose_name(words: ArticleWords, figure: _PersonMentions, lang: str, tied: dict[int, PressName]) -> None:
    """Choose the fullest mention; of several, the one that is already in the nominative."""
    best_rank = (-1, False, False)
    for span in figure.spans[:_MOST_SPANS]:
        name = tied[span.start].name if span.start in tied else nominative_of(words, span.start, span.end, lang)
        parts = name.split()
        surname, _ = _parted(words, span, lang)
        rank = (sum(not part.endswith(".") for part in parts), name == words.original(span.start, span.end), span.start in tied)
        if rank > best_rank:
            figure.name, best_rank = _in_order(parts, surname - span.start, lang), rank


def _in_order(parts: list[str], surname: int, lang: str) -> str:
    """Return the name with the given name first: Искакова Жанна becomes Жанна Искакова, Оспанова А. becomes А. Оспанова."""
    turned = len(parts) >= 2 and surname == 0 and lang != "en" and has_shape(parts[0].lower(), lang)
    if turned and (parts[1].endswith(".") or is_given_name(parts[1])):
        return " ".join([*parts[1:], parts[0]])
    return " ".join(parts)


MOST_PERSONS = 12
_BEFORE, _AFTER, _ACT_REACH = 7, 4, 12
_OFFICIAL = re.compile(
    "аким|замаким|градоначальник|министр|вице|судья|судьи|судье|судью|судьей|прокурор|гособвинител|полицейск|полковник|подполковник|майор|капитан"
    "|лейтенант|сержант|генерал|следовател|дознавател|участков|инспектор|начальник|пристав|секретар|атташе|депутат|мажилисмен|сенатор|руководител"
    "|глав[аыуе]$|главой|замглав|заместител|председател|советник|уполномоченн|омбудсмен|хоким|заведующ|завотдел|префект|губернатор|посол|посла|спикер"
    "|консул|комендант|офицер|чиновни|представител"
    "|әкім(?!шіл)|орынбасар|президент|басшы|бастығ|бастық|төраға|хатшы|кеңесші|полицей|тергеуші|уәкіл|меңгеруші|приста|жетекші|қызметкері$|полковни|өкілі"
    "|minister|president|mayor|akim|judge|prosecutor|colonel|major|captain|general|lieutenant|deputy|senator|spokes|secretary|governor|bailiff|officer"
    "|ambassador|official|inspector|investigator|sergeant|consul|commissioner"
)
_OTHER = re.compile(
    "адвокат|юрист|защитни|правозащит|эксперт|директор|гендиректор|жител|активист|врач|учител|певец|певиц|писател|поэт$|поэта|поэтом|общественни|вдов"
    "|жен[аыуе]$|женой|муж$|мужа|мужем|супруг|сын$|сына$|сыном|дочь|дочери|отец|отца|отцу|отцом|мать|матери|матерью|мам[аыуе]$|пап[аы]$|брат$|брата"
    "|братом|сестр|соратни|бизнесмен|политик|ветеран|предпринимател|подрядчик|владел|хозя|медиаюрист|профессор|психолог|водител|сосед"
    "|пенсионер|студент|аналитик|бухгалтер|продав|фермер|специалист|судмедэксперт|спасател|құтқарушы|маман"
    "|қорғаушы|заңгер|сарапшы|тұрғын|белсенді|дәрігер|мұғалім|әнші|жазушы|ақын$|бапкер|жұбай|әйелі|күйеуі|ұлы$|қызы$|әкесі|анасы|ағасы|інісі|қарындасы"
    "|апасы|сіңлісі|кәсіпкер|мердігер|көрші|ардагер"
    "|lawyer|attorney|counsel|defender|activist|director|expert|widow|wife|husband|businessman|banker|politician|oppositionist|shareholder|singer"
    "|teacher|doctor|chairman|mother|father|sister|brother|son$|daughter|neighbour|analyst|driver|contractor|resident|professor|engineer"
)
_DOER = re.compile(
    "обвиняем|подсудим|подозреваем|нападавш|охранник|сторож|истец|истц|истиц|обидчик|айыпталушы|сотталушы|күдікті|күзетші|талапкер|қарауыл"
    "|accused|suspect|guard|defendant|plaintiff|bodyguard|attacker"
)
# Lawyers, relatives and experts complain and sue on the side of the press.
_BESIDE = re.compile(
    "адвокат|юрист|защитни|правозащит|эксперт|вдов|жен|муж|супруг|сын|доч|от[ец]|мат|мам|брат|сестр|қорғаушы|заңгер|сарапшы|жұбай|әйелі|күйеуі|ұлы|қызы|әкесі|анасы"
    "|lawyer|attorney|counsel|defender|expert|widow|wife|husband|mother|father|sister|brother|son|daughter"
)
# Work for the press that the lexicon does not count as a role, because elsewhere it is none.
_PRESS = re.compile(
    "монтажер|выпускающ|звукорежисс|режисс|учредител|диктор|корректор|редактор|ведущ|оператор|фотограф|издател|продюсер|стажер|автор|корреспонд|журналист"
    "|шолушы|дыбысшы|жүргізуші$|тілші|бейнетүсіруші|журналис|монтаждаушы|құрылтайшы"
    "|operator|presenter|editor|producer|cameraman|camerawoman|publisher|founder|host|columnist|announcer|trainee|reporter|journalist|author"
)
# Leaders of a union or a fund for the press comment on the case.
_BODY = re.compile("союз|фонд|одағ|қоры|union|federation|foundation")
_DID = re.compile(
    "ударил|толкнул|избил|оскорбил|обозвал|назвал|пригрозил|угрожал|вырвал|отобрал|выхватил|разбил|выгнал|выставил|распорядил|запретил|приказал|виновн"
    "|приговор|оштраф|извин|взыскать|иск$|иска$|подал|швырнул|замахну|плюнул|облил|подкараулил|преградил|стрелял|потребовал"
    "|ұрды|ұрып|соққы|итер|жұлып|тартып|қоқан|балағатта|арызда|тыйым|кіргізбе|бұйыр|кінәлі|айыр|айыппұл|кешірім|талап|сотқа|шағым"
    "|hit$|punch|beat$|insult|threaten|sued|suing|seized|grabbed|ordered|banned|shoved|pushed|pleaded|fined|sentenced|apologi|demands|claim"
)
# The person behind a claim or complaint: по иску N., N-нің арызымен, a claim by N.
_CLAIM = re.compile("(?:иск[ауе]?|жалоб[аеуы]|заявлени[еюя]|рапорт[ау]?|арыз|шағым|талабы|claim|complaint|lawsuit)")
_CLAIM_REACH = 6
# Least weight of a sentence that reports the incident.
_TOLD, _FULLY_TOLD = 0.3, 0.7
_BY_TIE = 0.5
# An outlet that is only quoted is no victim.
_CONCERNED = 0.4
# Most sentences with a name that count, and most occurrences of a name that are examined.
_OFTEN, _MOST_PLACES = 4, 20
# What may join two persons named together, and in how many words at most.
_AND = frozenset({"и", "мен", "пен", "бен", "және", "and"})
_BREATH = 4


@dataclass
class _PersonPart:
    """What the text says about one person: titles next to the name, the weight of the sentences with the name, and acts."""

    figure: _PersonMentions
    official: float = 0.0
    other: float = 0.0
    doer: float = 0.0
    did: bool = False
    press: bool = False
    beside: bool = False
    weight: float = 0.0
    sentences: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class PersonEvidence:
    """A person as the words of an article describe her: her name, her role, its signs (each from 0 to 1), the words from first to last (excluded)
    that name her, and those that name the persons listed together with her.
    """

    name: str
    role: str
    signs: Mapping[str, float]
    named: tuple[tuple[int, int], ...]
    beside: tuple[tuple[int, int], ...] = ()


# The roles of persons by a judge that knows more than the words show; None leaves one to the words, which then take her for no victim.
JudgeRoles = Callable[[Sequence[PersonEvidence]], Sequence[str | None]]


def find_persons(
    marks: Matches,
    lang: str,
    weights: Mapping[int, float],
    places: Collection[int],
    press_names: list[PressName],
    judge_roles: JudgeRoles | None = None,
    is_named: IsNamed = nobody_is_named,
    concerned: str | None = None,
) -> tuple[Person, ...]:
    """Return every person named, victims first, at most 12.

    `weights` say how much each sentence is about the incident. `places` are the words of place names. `press_names` are the names tied to the press.
    `judge_roles` decides the roles; None leaves them to the words. `is_named` recognises names that the words do not show. If no person
    named is a victim, the victim is the outlet whose people or pages were attacked: `concerned` (empty: none), or for None what the words show.
    """
    words = marks.words
    press = {at for mention in marks.press if mention.code in ("role", "crew", "blogger") for at in range(mention.start, mention.end)}
    press = {at for at in press if not any(_BODY.match(words.forms[near]) for near in range(at, min(at + 3, len(words.forms))))}
    before_names = [at for at in range(len(words.forms) - 1) if words.capital[at + 1]]
    titles = press | {at for at in before_names if _is_title(words.forms[at])}
    tied = {name.start: name for name in press_names}
    sentences = {sentence for sentence, weight in weights.items() if weight >= _TOLD}
    parts = [_part(marks, figure, lang, press, weights) for figure in _find_person_mentions(marks, lang, places, tied, titles, sentences, is_named)]
    outlet = _outlet_concerned(marks, weights)
    roles = _roles(parts, outlet[1] if outlet else 0.0)
    if judge_roles:
        companions = _named_together(words, [part.figure for part in parts])
        people = [_evidence(part, roles[id(part)], _signs(part, number, len(parts)), companions[number]) for number, part in enumerate(parts)]
        roles = {
            id(part): role or (_role_of_others(part) if person.role == "victim" else person.role)
            for part, person, role in zip(parts, people, judge_roles(people), strict=True)
        }
    order = {"victim": 0, "perpetrator": 1, "official": 2, "other": 3}
    ranked = sorted(parts, key=lambda part: (order[roles[id(part)]], -part.weight, part.figure.words[0]))
    persons = [Person(part.figure.name, roles[id(part)]) for part in ranked[:MOST_PERSONS]]
    victim_outlet = concerned if concerned is not None else outlet[0] if outlet else ""
    if victim_outlet and not any(person.role == "victim" for person in persons):
        persons.insert(0, Person(victim_outlet, "victim"))
    return tuple(persons)


def _signs(part: _PersonPart, number: int, persons: int) -> dict[str, float]:
    """Return the signs of a person, the `number`-th of so many who are named."""
    return {
        "in a sentence of the act": min(part.weight, 1.0),
        "tied to the press": part.figure.tie,
        "title of the press": float(part.press),
        "title of an official": float(part.official > 0),
        "title of another": float(part.other > 0),
        "stands beside the victim": float(part.beside),
        "title of who does it": float(part.doer > 0),
        "verb of who does it": float(part.did),
        "named often": min(len(part.sentences), _OFTEN) / _OFTEN,
        "named alone": 1 / persons,
        "named first": 1 / (1 + number),
    }


def _named_together(words: ArticleWords, figures: Sequence[_PersonMentions]) -> list[tuple[tuple[int, int], ...]]:
    """Return for each person the names joined to hers by an "and": корреспондент N. и оператор M."""
    named = sorted((span.start, span.end, number) for number, figure in enumerate(figures) for span in figure.spans[:_MOST_PLACES])
    joined: list[list[tuple[int, int]]] = [[] for _ in figures]
    for (first, end, left), (start, last, right) in pairwise(named):
        between = words.forms[end:start]
        if left != right and len(between) <= _BREATH and not _AND.isdisjoint(between):
            joined[left].append((start, last))
            joined[right].append((first, end))
    return [tuple(spans) for spans in joined]


def _evidence(part: _PersonPart, role: str, signs: Mapping[str, float], companions: tuple[tuple[int, int], ...]) -> PersonEvidence:
    named = (*((span.start, span.end) for span in part.figure.spans[:_MOST_PLACES]), *((at, at + 1) for at in part.figure.words[:_MOST_PLACES]))
    return PersonEvidence(part.figure.name, role, signs, named, companions)


def _role_of_others(part: _PersonPart) -> str:
    """Return the role, by the words, of a person who is no victim."""
    return "perpetrator" if part.doer else "official" if part.official > part.other else "other"


def _outlet_concerned(marks: Matches, weights: Mapping[int, float]) -> tuple[str, float] | None:
    """Return the outlet of the incident, and the weight of the sentence.

    A record needs it if the victims have no name in the article.
    """
    outlets = [mention for mention in marks.press if mention.code == "outlet" and mention.name and mention.strength >= _CONCERNED]
    most = max(outlets, key=lambda mention: (min(weights.get(mention.sentence, 0.0), 1.0), mention.strength, -mention.start), default=None)
    if most is None:
        return None
    # In an English article Азаттық is Azattyq, as it is printed there.
    name = most.name if marks.lang != "en" or most.name.isascii() else marks.words.original(most.start, most.end)
    return name, weights.get(most.sentence, 0.0)


@lru_cache(maxsize=20_000)
def _is_title(form: str) -> bool:
    return any(title.match(form) for title in (_PRESS, _OFFICIAL, _OTHER, _DOER))


def _part(marks: Matches, figure: _PersonMentions, lang: str, press: Collection[int], weights: Mapping[int, float]) -> _PersonPart:
    words = marks.words
    part = _PersonPart(figure)
    own = {at for span in figure.spans for at in range(span.start, span.end)}
    for span in figure.spans[:20]:
        if is_byline(words, span):
            continue
        first, last = words.sentences[span.sentence]
        for at in range(span.start - 1, max(first, span.start - _BEFORE) - 1, -1):
            if at in press:
                part.press = True
                break
            if VERB[lang].match(words.forms[at]) and not words.capital[at]:
                break
            if not words.joined[at + 1] and not _closes_quote(words.text, words.ends[at]) and at + 1 != span.start:
                break
            if _take_title(part, words.forms[at]):
                break
        if span.end < last and not words.joined[span.end]:
            for at in range(span.end, min(last, span.end + _AFTER)):
                if at in press or at in own or words.capital[at] or (at > span.end and not words.joined[at]):
                    break
                if _take_title(part, words.forms[at]):
                    break
        claimed = range(max(first, span.start - _CLAIM_REACH), span.start) if lang != "kk" else range(span.end, min(last, span.end + 2))
        if weights.get(span.sentence, 0.0) >= _TOLD and any(_CLAIM.match(words.forms[at]) for at in claimed):
            part.did = True
    for at in figure.words[:50]:
        sentence = words.sentence_of(at)
        if sentence >= len(words.sentences):
            # In the footer of the page, which is not read.
            continue
        part.sentences.add(sentence)
        part.weight = max(part.weight, weights.get(sentence, 0.0))
        _, last = words.sentences[sentence]
        if weights.get(sentence, 0.0) >= _TOLD:
            part.did = part.did or any(_DID.match(words.forms[i]) for i in range(at + 1, min(last, at + _ACT_REACH)))
    return part


def _closes_quote(text: str, at: int) -> bool:
    return text[at : at + 1] in tuple('»”"“«')


def _take_title(part: _PersonPart, form: str) -> bool:
    """Add what a title says, and return whether the word was a title."""
    if _PRESS.match(form):
        part.press = True
    elif _DOER.match(form):
        part.doer += 1.0
    elif _OFFICIAL.match(form):
        part.official += 1.0
    elif _OTHER.match(form):
        part.other += 1.0
        part.beside = part.beside or bool(_BESIDE.match(form))
    else:
        return False
    return True


def _roles(parts: list[_PersonPart], outlet: float) -> dict[int, str]:
    """Return the role of each person.

    If nobody belongs to the press, the victim is the person whom the sentences of the act name most, unless an outlet is named in a sentence of more
    weight (`outlet`).
    """
    victims = [part for part in parts if part.figure.tie >= _BY_TIE or (part.press and not part.official)]
    if not victims:
        free = [part for part in parts if not part.official and not part.other and not part.doer and part.weight >= min(outlet, 1.0)]
        victims = sorted(free, key=lambda part: (-min(part.weight, 1.0) - 0.2 * len(part.sentences), part.figure.words[0]))[:1]
    return {id(part): _role(part, any(part is victim for victim in victims)) for part in parts}


def _role(part: _PersonPart, is_press: bool) -> str:
    if is_press or (part.press and not part.official and not part.other):
        return "victim"
    if part.doer or (part.did and not part.beside and part.weight >= _FULLY_TOLD):
        return "perpetrator"
    if part.official > part.other:
        return "official"
    return "victim" if not part.other and part.weight >= _FULLY_TOLD else "other"
