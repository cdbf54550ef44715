"""Who is who in an article: every person who is named, with the role of each.

A victim is a person of the press (by role, by outlet, or because the article is about this person) where the incident is told. Officials, lawyers,
relatives and commentators are known by the title beside the name. Whoever does the act is known by the verb after the name.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from classify.matching.matches import Matches
from classify.matching.names import VERB, PressName, is_byline
from classify.matching.person_mentions import IsNamed, PersonMentions, find_person_mentions, nobody_is_named
from classify.text.words import ArticleWords
from records.model import Person

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
# Work for the press that the lexicon does not count as a role, since elsewhere it is none.
_PRESS = re.compile(
    "монтажер|выпускающ|звукорежисс|режисс|учредител|диктор|корректор|редактор|ведущ|оператор|фотограф|издател|продюсер|стажер|автор|корреспонд|журналист"
    "|шолушы|дыбысшы|жүргізуші$|тілші|бейнетүсіруші|журналис|монтаждаушы|құрылтайшы"
    "|operator|presenter|editor|producer|cameraman|camerawoman|publisher|founder|host|columnist|announcer|trainee|reporter|journalist|author"
)
# Whoever leads a union or a fund for the press speaks about the case.
_BODY = re.compile("союз|фонд|одағ|қоры|union|federation|foundation")
_DID = re.compile(
    "ударил|толкнул|избил|оскорбил|обозвал|назвал|пригрозил|угрожал|вырвал|отобрал|выхватил|разбил|выгнал|выставил|распорядил|запретил|приказал|виновн"
    "|приговор|оштраф|извин|взыскать|иск$|иска$|подал|швырнул|замахну|плюнул|облил|подкараулил|преградил|стрелял|потребовал"
    "|ұрды|ұрып|соққы|итер|жұлып|тартып|қоқан|балағатта|арызда|тыйым|кіргізбе|бұйыр|кінәлі|айыр|айыппұл|кешірім|талап|сотқа|шағым"
    "|hit$|punch|beat$|insult|threaten|sued|suing|seized|grabbed|ordered|banned|shoved|pushed|pleaded|fined|sentenced|apologi|demands|claim"
)
# Whose claim or complaint it is: по иску N., N-нің арызымен, a claim by N.
_CLAIM = re.compile("(?:иск[ауе]?|жалоб[аеуы]|заявлени[еюя]|рапорт[ау]?|арыз|шағым|талабы|claim|complaint|lawsuit)")
_CLAIM_REACH = 6
# Where the incident is told: sentences of at least this weight.
_TOLD, _FULLY_TOLD = 0.3, 0.7
_BY_TIE = 0.5
# An outlet that is only quoted is no victim.
_CONCERNED = 0.4
# Sentences from which a person is named as often as can be, and the places of a name that are looked at.
_OFTEN, _MOST_PLACES = 4, 20
# What stands between two persons who are named in one breath, and in how many words at most.
_AND = frozenset({"и", "мен", "пен", "бен", "және", "and"})
_BREATH = 4


@dataclass
class _PersonPart:
    """What the text says of one person: titles beside the name, the weight of the sentences with the name, and acts."""

    figure: PersonMentions
    official: float = 0.0
    other: float = 0.0
    doer: float = 0.0
    did: bool = False
    press: bool = False
    beside: bool = False
    weight: float = 0.0
    sentences: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class ToldPerson:
    """A person as the words of an article show her: her name, the role that they give her, their signs (each from 0 to 1), the words from first to last (excluded)
    that name her, and those that name whoever is named in one breath with her."""

    name: str
    role: str
    signs: Mapping[str, float]
    named: tuple[tuple[int, int], ...]
    beside: tuple[tuple[int, int], ...] = ()


IsVictim = Callable[[ToldPerson], bool]


def find_persons(
    marks: Matches,
    lang: str,
    weights: Mapping[int, float],
    places: Collection[int],
    known: list[PressName],
    is_victim: IsVictim | None = None,
    is_named: IsNamed = nobody_is_named,
) -> tuple[Person, ...]:
    """Every person who is named, victims first, at most 12.

    `weights` tell how much each sentence is about the incident. `places` are the words of place names. `known` are the names tied to the press. `is_victim`
    decides who is one of the victims; None leaves it to the words. `is_named` knows names that the words do not show. If no person who is named is a victim, the outlet is the one whose people or pages were attacked.
    """
    words = marks.words
    press = {at for mention in marks.press if mention.code in ("role", "crew", "blogger") for at in range(mention.start, mention.end)}
    press = {at for at in press if not any(_BODY.match(words.forms[near]) for near in range(at, min(at + 3, len(words.forms))))}
    before_names = [at for at in range(len(words.forms) - 1) if words.capital[at + 1]]
    titles = press | {at for at in before_names if _is_title(words.forms[at])}
    tied = {name.start: name for name in known}
    told = {sentence for sentence, weight in weights.items() if weight >= _TOLD}
    parts = [_part(marks, figure, lang, press, weights) for figure in find_person_mentions(marks, lang, places, tied, titles, told, is_named)]
    outlet = _outlet_concerned(marks, weights)
    roles = _roles(parts, outlet[1] if outlet else 0.0)
    if is_victim:
        beside = _in_one_breath(words, [part.figure for part in parts])
        roles = {
            id(part): _decided(part, roles[id(part)], _signs(part, number, len(parts)), beside[number], is_victim)
            for number, part in enumerate(parts)
        }
    order = {"victim": 0, "perpetrator": 1, "official": 2, "other": 3}
    ranked = sorted(parts, key=lambda part: (order[roles[id(part)]], -part.weight, part.figure.words[0]))
    persons = [Person(part.figure.name, roles[id(part)]) for part in ranked[:MOST_PERSONS]]
    if outlet and not any(person.role == "victim" for person in persons):
        persons.insert(0, Person(outlet[0], "victim"))
    return tuple(persons)


def _signs(part: _PersonPart, number: int, persons: int) -> dict[str, float]:
    """What the words say of a person, the `number`-th of so many who are named."""
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


def _in_one_breath(words: ArticleWords, figures: Sequence[PersonMentions]) -> list[tuple[tuple[int, int], ...]]:
    """For each person the names that stand beside hers with an "and" between them: корреспондент N. и оператор M."""
    named = sorted((span.start, span.end, number) for number, figure in enumerate(figures) for span in figure.spans[:_MOST_PLACES])
    found: list[list[tuple[int, int]]] = [[] for _ in figures]
    for (first, end, one), (start, last, other) in pairwise(named):
        between = words.forms[end:start]
        if one != other and len(between) <= _BREATH and not _AND.isdisjoint(between):
            found[one].append((start, last))
            found[other].append((first, end))
    return [tuple(spans) for spans in found]


def _decided(part: _PersonPart, role: str, signs: Mapping[str, float], beside: tuple[tuple[int, int], ...], is_victim: IsVictim) -> str:
    named = (*((span.start, span.end) for span in part.figure.spans[:_MOST_PLACES]), *((at, at + 1) for at in part.figure.words[:_MOST_PLACES]))
    if is_victim(ToldPerson(part.figure.name, role, signs, named, beside)):
        return "victim"
    return _beside_victims(part) if role == "victim" else role


def _beside_victims(part: _PersonPart) -> str:
    """The role by the words of somebody who is no victim."""
    return "perpetrator" if part.doer else "official" if part.official > part.other else "other"


def _outlet_concerned(marks: Matches, weights: Mapping[int, float]) -> tuple[str, float] | None:
    """The outlet of which the incident is told, and the weight of the sentence. A record needs it if the victims have no name in the article."""
    outlets = [one for one in marks.press if one.code == "outlet" and one.name and one.strength >= _CONCERNED]
    most = max(outlets, key=lambda one: (min(weights.get(one.sentence, 0.0), 1.0), one.strength, -one.start), default=None)
    if most is None:
        return None
    # In an English article Азаттық is Azattyq, as it is printed there.
    name = most.name if marks.lang != "en" or most.name.isascii() else marks.words.original(most.start, most.end)
    return name, weights.get(most.sentence, 0.0)


@lru_cache(maxsize=20_000)
def _is_title(form: str) -> bool:
    return any(title.match(form) for title in (_PRESS, _OFFICIAL, _OTHER, _DOER))


def _part(marks: Matches, figure: PersonMentions, lang: str, press: Collection[int], weights: Mapping[int, float]) -> _PersonPart:
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
    """Add what a title says. Tells whether the word was a title."""
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
    """The role of each person.

    If nobody belongs to the press, the victim is the person whom the sentences of the act name most, unless an outlet is named in a sentence of
    more weight (`outlet`).
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
