"""Names of persons in a text, found by their shape, and persons of the press: names tied to a role or an outlet, in the nominative."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from classify.matching.matches import Matches, PressMention
from classify.text.kazakh_names import nominative_of_kazakh_name
from classify.text.russian_names import given_name_readings, nominative_of_russian_name
from classify.text.words import ArticleWords
from records.language.names import is_given_name
from records.language.stems import kazakh_nominative

# What single words show about names: endings of surnames and patronymics, initials, and words that belong to no name.

_LETTERS = re.compile(r"[^\W\d_]{2,}(?:['’`][^\W\d_]+)*$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){1,2}$|[^\W\d_]$")
_GLUED = re.compile(r"(?:[^\W\d_]\.){1,2}[^\W\d_]{3,}$")
_LATIN = re.compile("[a-z]")
# Capitalised words that open sentences, abbreviations, bodies: no part of a person's name.
_NO_NAME = """в на по из за об от до он она они оно это эта эти этот этой этого как но а и с у к о что для при его её их мы я вы ты не ни ну да нет там тут так
    такой такая также все всё всех ещё уже после перед когда где кто чей если хотя пока либо или то только тогда теперь потом затем раз между под над без через
    вчера сегодня завтра утром днём вечером ночью накануне ранее позже недавно однако кстати впрочем наконец правда пусть будет был была были есть нам нас
    мне меня ему ей им свой своя наш наша наши один одна одно два две три четыре пять первый первая второй вторая третий третья каждый другой сам сама
    господин госпожа гражданин гражданка товарищ отец мать брат сестра января февраля апреля мая июня июля августа сентября октября ноября декабря
    бұл ол сол осы олар мен сен біз сіз және ал бірақ бүгін кеше ертең өз бір екі үш төрт бес оның одан соның содан осыдан оған соған сонда онда мұнда осында кейін енді қазір бас
    екінші бірінші үшінші тағы дегенмен алайда сондай сондықтан себебі егер әрине иә жоқ айтпақшы айта еске салсақ бұдан бұған мұны мұның оны соны туралы қайда кім не нұр
    the a an he she they it its in on at by for of and but this that these those his her their our my we you i who whom whose when while after before as to from with without two three
    five ten one another both all many some no not none nor so if or then there here what why how since until during under over about according mr mrs ms dr sir officials police
    january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday yesterday today"""
# Abbreviations, bodies, and the common nouns of outlets, streets and firms; names do not end with them either.
_BODIES = """тв рк ук кр кнб мвд сми дп ао тоо оқо бақ қр жшс кхр сша рф гу ип админ ооо чс двд facebook instagram telegram youtube whatsapp twitter tiktok zoom google rfe rl gps usb sim live
    союз союза комитет фонд фонда агентство агентства министерство генпрокуратура сенат мажилис парламент президент суд суда палата партия департамент управление акимат маслихат
    одағы комитеті қоры министрлігі президенті сенаты мәжілісі парламенті соты партиясы департаменті басқармасы әкімдігі полиция прокуратура прокуратурасы
    radio free europe liberty reporters without borders committee ministry court union fund foundation department council agency senate majilis parliament party group company bank
    street avenue park region district province city university school hospital airport news press media tv channel online service news newspaper weekly times post daily gazette institute
    center centre prize award day week club team house hall square station plaza mall market office bureau court's supreme general national international republic state united
    north south east west central asia asian european kazakh russian uzbek kyrgyz chinese american british turkish soviet inspector sergeant colonel lieutenant captain major judge minister president mayor akim deputy operator presenter reporter editor prosecutor telegram facebook article code law act constitution administrative offences internet media медиа"""
_NO_SURNAMES = frozenset(_BODIES.split())
_NOT_NAMES = _NO_SURNAMES | frozenset(_NO_NAME.split())
# Words of institutions, and of laws («по статье 158 Уголовного кодекса»).
_NOT_NAME_STEM = re.compile(
    "(?:республик|қазақ|казах|облыс|област|район|аудан|город|қала|газет|телеканал|канал|журнал|сайт|портал|апталы|министр|полици|прокур|редакц|конституц|университет|кодекс|интернет|ютуб|телеграм|фейсбук|инстаграм|ватсап|верховн|жоғарғы|гражданин|гражданк|уголовн|административн|гражданск|процессуальн|қылмыст|әкімшілі|азаматтық|criminal|penal|civil|administrative)"
)
_SURNAME = re.compile(
    "(?:[оеё]в|[иы]н)(?:а|у|ым|ом|ой|ою|ую|е|ы|ых|ыми)?$|[сц]к(?:ий|ого|ому|им|ом|ая|ой|ую)$|(?:енко|ейко|швили|дзе|ских|овых|евых)$"
    "|(?:[чн]ук|ян|вич|берг|штейн|ман|бек|бай|хан|жан|тай|гай|кул|ғали|гали|қали|кали|улла|олла|берген|берди|гельды|кельды|мұрат|мурат)(?:а|у|ом|ем|е|я|ю)?$"
)
_LATIN_SURNAME = re.compile(
    "(?:[oey]v|[iy]n)(?:a|’s|'s)?$|(?:[st]sk(?:y|iy|yi|i|aya|aia)|enko|chuk|yan|shvili|dze|vich|berg|stein|bek|bay|bai|khan|zhan|tay|tai|kul|g[ha]*ali|kali|ulla|olla"
    "|bergen|berdi|geldy|murat|uly|kyzy|qyzy|son)$"
)
_CHILD = re.compile("(?:[оеё]вич|[оеё]вн|иничн|улы|ұлы|кызы|қызы|uly|kyzy|qyzy|тегі)")
_PATRONYMIC = re.compile("(?:[оеё]вич(?:а|у|ем|е)?|(?:[оеё]вн|иничн)(?:а|ы|у|е|ой)|оглы|угли)$")
# A first word of a sentence with such an ending is an adverb, an adjective or a verb, not an unlisted given name.
_RUSSIAN_OPENER = re.compile(
    "(?:[аеиы]ла|ого|ему|ому|ыми|ими|ые|ие|ое|ло|ли|лся|лась|лись|лось|ть|ться|ют|ет|ит|ат|ят|ского|ские|ская|ский|ской|ному|ных|ных|ции|ции|ции|ость|ости|ение|ания|ании)$"
)
_KAZAKH_OPENER = re.compile(
    "(?:лар|лер|дар|дер|тар|тер|лары|лері|дары|дері|тары|тері|ларын|лерін|нда|нде|да|де|та|те|дағы|дегі|тағы|тегі|лық|лік|дық|дік|тық|тік|ған|ген|қан|кен|ып|іп|нан|нен|дан|ден|тан|тен)$"
)
_LOCATIVE = re.compile("(?:[бвгдзйлмнрсиұуіы])(?:да|де)$|[кпстшқ](?:та|те)$")
_KAZAKH_PLACE = re.compile("(?:дағы|дегі|тағы|тегі)$")
_BEFORE_OUTLETS = "the of for at in from with newspaper paper weekly daily magazine channel site website portal podcast page outlet agency blog broadcaster station near"
BEFORE_OUTLETS = frozenset(_BEFORE_OUTLETS.split())
# Words before or after the names of streets, schools and funds.
_NAMED_AFTER = re.compile(
    "(?:улиц|ул$|проспект|пр$|имени|им$|площад|школ|бульвар|микрорайон|мкр|парк|сквер|стадион|преми|театр|станци|озер|рек[аиеу]$)"
)
# After a person with a title these belong to the next words: журналист Айжан Әуелбекова аудандық полицияда.
_AREA_AFTER = re.compile("аудан|облыс|қала|район|област")
_STREET_AFTER = re.compile(
    "(?:көше|даңғыл|атындағы|ауданы|аудандық|облыс|ауыл|мектеб|алаңы|шағынаудан|университет|театр|саябағ|стансас|бекет|қалас|қаласы|өңірі|street|avenue|park|region|district|"
    "province|square|airport|prison|village|city|lane|road|market|river|station|район|област)"
)


@lru_cache(maxsize=20_000)
def is_given(form: str, lang: str) -> bool:
    """Return whether a word is a listed given name in some case and spelling."""
    if is_given_name(form):
        return True
    if lang == "ru":
        return len(form) > 3 and bool(given_name_readings(form))
    return lang == "kk" and len(form) > 4 and is_given_name(kazakh_nominative(form))


@lru_cache(maxsize=20_000)
def has_shape(form: str, lang: str) -> bool:
    """Return whether a word has the ending of a surname or a patronymic."""
    if len(form) < 4:
        return False
    if lang == "en" or _LATIN.match(form):
        return bool(_LATIN_SURNAME.search(form))
    return bool(_SURNAME.search(kazakh_nominative(form) if lang == "kk" else form) or _CHILD.search(form))


def _is_opener(form: str, lang: str) -> bool:
    """Return whether a word at the beginning of a sentence does not belong to the name after it."""
    if is_given(form, lang) or has_shape(form, lang):
        return False
    if lang == "ru":
        return bool(_RUSSIAN_OPENER.search(form))
    return lang == "kk" and bool(_KAZAKH_OPENER.search(form))


# Names of persons by their shape: listed given names, endings of surnames, patronymics, initials. `evidence` says how much the words themselves show;
# the caller adds the words next to them (a role, a title).

# Evidence of a run of words: a listed given name, a surname's ending, two words without either; then the same for a single word.
LISTED, _BY_ENDING, _BY_SHAPE = 1.0, 0.8, 0.4
GIVEN, _SINGLE, _BARE = 0.4, 0.2, 0.1
_LONGEST_RUN = 8


@dataclass(frozen=True, slots=True)
class SpottedName:
    """A name at words start to end, with its parts as in the text.

    `evidence` says how surely its shape makes it a person.
    """

    start: int
    end: int
    sentence: int
    evidence: float


def spot_names(words: ArticleWords, lang: str, closed: Collection[int]) -> list[SpottedName]:
    """Return every sequence of words that may name a person, in reading order.

    Words in `closed` (outlets, places, roles) belong to no name.
    """
    spotted: list[SpottedName] = []
    for number, (first, last) in enumerate(words.sentences):
        at = first
        while at < last:
            end = _run_end(words, at, last, closed) if words.capital[at] else at
            if end == at:
                at += 1
                continue
            spotted.extend(_names_in(words, at, end, number, lang, at > first and at - 1 in closed))
            at = end
    return spotted


def _may_open(words: ArticleWords, at: int, closed: Collection[int]) -> bool:
    """Return whether the word may be part of a name: capitalised, made of letters, and no abbreviation, institution or adverb."""
    form = words.forms[at]
    if not words.capital[at] or at in closed:
        return False
    if is_initial(words, at) or _GLUED.match(form):
        return True
    if form in _NOT_NAMES or not _LETTERS.match(form) or _NOT_NAME_STEM.match(form):
        return False
    return not words.original(at, at + 1).isupper() or is_given_name(form)


def is_initial(words: ArticleWords, at: int) -> bool:
    """Return whether it is an initial: А. or А.Н. before or after a surname; a single letter counts only with its full stop."""
    return bool(_INITIALS.match(words.forms[at])) and words.capital[at] and "." in words.text[words.starts[at] : words.ends[at] + 1]


def _run_end(words: ArticleWords, start: int, last: int, closed: Collection[int]) -> int:
    end = start
    while end < last and end - start < _LONGEST_RUN and (_may_open(words, end, closed) or _closes_name(words, start, end)):
        if end > start and not _touches(words, end):
            break
        if end > start and _is_latin(words.forms[end]) != _is_latin(words.forms[end - 1]):
            break
        end += 1
    return end


def _touches(words: ArticleWords, at: int) -> bool:
    """Return whether only a space, a hyphen or an initial's full stop is between a word and the one before."""
    between = words.text[words.ends[at - 1] : words.starts[at]]
    return between in (" ", "-", "\xa0", "") or (is_initial(words, at - 1) and between.strip(" \xa0") in (".", ""))


def _closes_name(words: ArticleWords, start: int, at: int) -> bool:
    """Return whether a capitalised word after a listed given name is the surname, even if it is a plain word elsewhere.

    Examples: Борис Нам, Kirill Ten, Самат Әкім.
    """
    if at == start or not words.capital[at] or not words.joined[at] or not _LETTERS.match(words.forms[at]):
        return False
    form = words.forms[at]
    if form in _NO_SURNAMES or _NOT_NAME_STEM.match(form) or words.original(at, at + 1).isupper() or _LOCATIVE.search(form):
        return False
    return at - 1 == start and is_given_name(words.forms[at - 1])


def _is_latin(form: str) -> bool:
    return bool(_LATIN.match(form))


def _names_in(words: ArticleWords, start: int, end: int, sentence: int, lang: str, titled: bool) -> Iterator[SpottedName]:
    """Yield the names in a sequence of capitalised words; `titled`: it follows a role or a title."""
    if _is_title(words, start, end) or _is_street_before(words, start, sentence):
        return
    if (
        end < words.sentences[sentence][1]
        and words.joined[end]
        and _STREET_AFTER.match(words.forms[end])
        and not (titled and _AREA_AFTER.match(words.forms[end]))
    ):
        end -= 1 if end - start > 2 else end - start
    if lang == "kk" and end > start and _KAZAKH_PLACE.search(words.forms[end - 1]):
        # Айгерім Тілеуова Ақтаудағы базарда: the last word is the place, the others the person.
        end = end - 1 if end - start > 2 else start
    if end == start:
        return
    if lang != "en" and _is_latin(words.forms[start]) and not is_given_name(words.forms[start]):
        return
    if end - start > 1 and words.sentences[sentence][0] == start and _is_opener(words.forms[start], lang):
        start += 1
    quoted = words.text[max(0, words.starts[start] - 1) : words.starts[start]] in tuple('«“"„')
    forms = [words.forms[at] for at in range(start, end)]
    given_numbers = [number for number, form in enumerate(forms) if is_given(form, lang)]
    if (quoted and (len(forms) == 1 or not given_numbers)) or (lang == "en" and not given_numbers and _is_outlet_before(words, start, sentence)):
        return
    if given_numbers:
        name = _around_given(words, start, end, start + given_numbers[0], sentence, lang)
        yield name
        # Two persons in a row: министр Аида Балаева Ботагөз Омароваға қатысты.
        if end - name.end >= 2 and words.forms[name.end] in (forms[number] for number in given_numbers):
            yield from _names_in(words, name.end, end, sentence, lang, titled=False)
    else:
        yield _by_shape(words, start, end, sentence, lang)


def _around_given(words: ArticleWords, start: int, end: int, given_at: int, sentence: int, lang: str) -> SpottedName:
    """Return the given name with the surname before or after it, and a patronymic or a second part of the surname."""
    first = given_at
    shaped_before = given_at > start and has_shape(words.forms[given_at - 1], lang)
    shaped_after = given_at + 1 < end and has_shape(words.forms[given_at + 1], lang)
    if given_at > start and ((shaped_before and not shaped_after) or given_at == end - 1):
        first -= 1
    last = min(end, given_at + 2)
    if last < end and (lang == "en" or is_initial(words, last - 1) or _goes_on(words, last) or _CHILD.search(words.forms[last - 1])):
        last += 1
    whole = last - first > 1 or bool(_CHILD.search(words.forms[given_at]))
    return SpottedName(first, last, sentence, LISTED if whole else GIVEN)


def _by_shape(words: ArticleWords, start: int, end: int, sentence: int, lang: str) -> SpottedName:
    initials = [at for at in range(start, end) if is_initial(words, at)]
    if initials and end - start > 1:
        surname = next((at for at in range(start, end) if at not in initials), start)
        return SpottedName(start, surname + 1 if surname > start else initials[-1] + 1, sentence, _BY_ENDING)
    shaped = next((at for at in range(start, end) if has_shape(words.forms[at], lang) or _GLUED.match(words.forms[at])), None)
    if shaped is None:
        return SpottedName(start, min(end, start + 3), sentence, _BARE if end - start == 1 else _BY_SHAPE)
    first = max(start, shaped - 1)
    last = shaped + 1
    if last < end and (shaped == start or _PATRONYMIC.search(words.forms[shaped]) or _goes_on(words, last)):
        last += 1
    whole = last - first > 1 or bool(_GLUED.match(words.forms[shaped]) or _CHILD.search(words.forms[shaped]))
    return SpottedName(first, last, sentence, _BY_ENDING if whole else _SINGLE)


def _goes_on(words: ArticleWords, at: int) -> bool:
    """Return whether the word is a patronymic, or the second half of a double surname."""
    return bool(_CHILD.search(words.forms[at])) or words.text[words.ends[at - 1] : words.starts[at]] == "-"


def _is_title(words: ArticleWords, start: int, end: int) -> bool:
    """Return whether the words fill their quotation marks, and so are the name of a newspaper or a shop."""
    before = words.text[max(0, words.starts[start] - 1) : words.starts[start]]
    after = words.text[words.ends[end - 1] : words.ends[end - 1] + 1]
    return before in tuple('«“"„') and after in tuple('»”"“')


def _is_street_before(words: ArticleWords, start: int, sentence: int) -> bool:
    first = words.sentences[sentence][0]
    if start <= first or not words.joined[start] or not _NAMED_AFTER.match(words.forms[start - 1]):
        return False
    return start - 2 < first or words.forms[start - 2] != "по"


def _is_outlet_before(words: ArticleWords, start: int, sentence: int) -> bool:
    """Return whether an outlet follows: reporter for Current Time, the weekly Granit."""
    return start > words.sentences[sentence][0] and words.forms[start - 1] in BEFORE_OUTLETS


# Most plain words between a role and its name (корреспондент областного телеканала «Х» Имя Фамилия), and most of any kind.
_REACH, _WIDE_REACH = 3, 12
# A role this weak (автор, оператор) has full weight once an outlet is next to it.
_WEAK_ROLE, _MADE_SURE = 0.75, 0.95
# Least strength of a role that makes a person one of the press; "told reporters" does not.
_LIVING = 0.25
# Most words that are compared with a word of a name as its other forms.
_MOST_ALIKE = 60
# Sentences (with the title) within which a protagonist is first named.
_EARLY = 3
# Strength of the tie to the press: as the protagonist, by an outlet after the name, by a role.
_PROTAGONIST, _AT_OUTLET, _BY_ROLE = 0.65, 0.85, 0.9
_FROM = {"ru": frozenset({"из", "с"}), "en": frozenset({"of", "from", "with", "for", "at"})}
_KAZAKH_FROM = ("тан", "тен", "дан", "ден", "нан", "нен", "ның", "нің", "дың", "дің", "тың", "тің", "дағы", "дегі", "тағы", "тегі")
_AND = frozenset({"и", "мен", "және", "and", "пен", "бен"})
# A verb ends the tie between a role and a name: the name after it is somebody else.
VERB = {
    "ru": re.compile(
        "(?!отдел|дел|канал|телеканал|журнал|портал|филиал|материал|генерал|квартал|вокзал|зала|сериал|капитал|сигнал|школ|сил|стол|пол)"
        r"\w*(?:ал|ил|ел|ыл|ул|ла|ли|ло|ть|ют|ят|ует|ает|еет|яет|лся|лась|лись|лось|ется|ится|вший|вшая|вшего|ющий|ящий)$|(?:котор|что$|как$|не$)"
    ),
    "kk": re.compile(r"\w*(?:ды|ді|ты|ті|ған|ген|қан|кен|ып|іп|деп)$"),
    "en": re.compile(r"\w*(?:ed)$|(?:said|told|hit|beat|took|threw|gave|were|will|would|that|by|against)$"),
}
# Leaders of a union or a fund for the press comment on the case; they are its victims only if nobody else is.
_BODY, _LEADS_BODY = re.compile("союз|фонд|одағ|қоры|union|federation|foundation"), 0.45
_IN_APPOSITION = frozenset({"есімді", "атты", "деген", "is", "was", "who"})


@dataclass(frozen=True, slots=True)
class PressName:
    """A person named at words start to end.

    `hint` is victim (the press), official, or other. `tie` says how surely the person belongs to the press.
    """

    name: str
    start: int
    end: int
    hint: str
    sentence: int
    tie: float = 0.0


def attach_names(marks: Matches, lang: str) -> list[PressName]:
    """Find names introduced by a press role, and add every later mention of their surnames to the press mentions of `marks`."""
    words = marks.words
    outlets = {at for mention in marks.press if mention.code == "outlet" for at in range(mention.start, mention.end)}
    closed = outlets | title_words(marks)
    spotted = [span for span in spot_names(words, lang, closed) if not is_byline(words, span)]
    by_start: dict[int, PressName] = {}
    strengths: dict[int, float] = {}
    for span, outlet in _names_at_outlets(marks, lang, spotted):
        by_start[span.start] = _named(words, span, lang, "", _AT_OUTLET, outlet.sentence)
    barriers = {at for kind in ("official", "other") for hit in marks.of(kind) for at in range(hit.start, hit.end)}
    by_sentence: dict[int, list[SpottedName]] = {}
    for span in spotted:
        by_sentence.setdefault(span.sentence, []).append(span)
    for role in [mention for mention in marks.press if mention.code in ("role", "crew", "blogger") and mention.strength >= _LIVING]:
        strength = strengths[role.start] = _strength(role, outlets)
        if any(_BODY.match(words.forms[at]) for at in range(role.start, role.end)):
            strength = min(strength, _LEADS_BODY)
        for span in _names_of(role, words, by_sentence.get(role.sentence, []), outlets, barriers, lang):
            earlier = by_start.get(span.start)
            by_start[span.start] = _named(words, span, lang, words.forms[role.end - 1], max(strength, earlier.tie if earlier else 0.0), role.sentence)
    marks.press = [replace(mention, strength=strengths.get(mention.start, mention.strength)) for mention in marks.press]
    if not by_start:
        by_start = {name.start: name for name in _protagonist(marks, lang, spotted)}
    names = sorted(by_start.values(), key=lambda name: name.start)
    _add_mentions(marks, lang, names)
    return names


def title_words(marks: Matches) -> set[int]:
    """Return the words of roles and titles.

    At the beginning of a sentence they are capitalised (Журналист Ахметов), but no part of the name.
    """
    hits = [(mention.start, mention.end) for mention in marks.press if mention.code in ("role", "crew", "blogger", "watchdog")]
    hits += [(hit.start, hit.end) for kind in ("official", "other", "country") for hit in marks.of(kind)]
    return {at for start, end in hits for at in range(start, end)}


def _named(words: ArticleWords, span: SpottedName, lang: str, role: str, tie: float, sentence: int) -> PressName:
    return PressName(nominative_of(words, span.start, span.end, lang, role), span.start, span.end, "victim", sentence, tie)


def is_byline(words: ArticleWords, span: SpottedName) -> bool:
    """Return whether a line or sentence at the beginning or end of the text is little more than a name, and so the author's."""
    first, last = words.sentences[span.sentence]
    place = span.sentence in (0, 1, 2) or span.sentence >= len(words.sentences) - 2
    return place and last - first <= 6 and (last - first) - (span.end - span.start) <= 2 and len(words.sentences) > 3 and span.sentence > 0


def _add_mentions(marks: Matches, lang: str, names: list[PressName]) -> None:
    words = marks.words
    covered = {at for mention in marks.press for at in range(mention.start, mention.end)}
    opening: dict[str, list[int]] = {}
    for at, form in enumerate(words.forms):
        if words.capital[at] and at not in covered:
            opening.setdefault(form[:4], []).append(at)
    surnames: dict[str, PressName] = {}
    for name in names:
        surname = surname_stem(words.forms[name.end - 1], lang)
        if surname not in surnames or surnames[surname].tie < name.tie:
            surnames[surname] = name
    for surname, name in surnames.items():
        for at in opening.get(surname[:4], ()) if len(surname) >= 4 else ():
            if at not in covered and words.forms[at].startswith(surname) and len(words.forms[at]) - len(surname) <= 5:
                covered.add(at)
                marks.press.append(PressMention(at, at + 1, "person", min(_BY_ROLE, name.tie), words.sentence_of(at), name.name))
    marks.press.sort(key=lambda mention: mention.start)


def _names_at_outlets(marks: Matches, lang: str, spotted: list[SpottedName]) -> Iterator[tuple[SpottedName, PressMention]]:
    """Yield full names tied to an outlet without any role: Имя Фамилия из Orda.kz, Name Surname of an outlet, Orda.kz-тен Аты Тегі."""
    words = marks.words
    opens = {span.start: span for span in spotted if span.end - span.start >= 2}
    ends = {span.end: span for span in spotted if span.end - span.start >= 2}
    for outlet in [mention for mention in marks.press if mention.code == "outlet"]:
        first, last = words.sentences[outlet.sentence]
        if lang == "kk":
            parted = outlet.end < last and words.forms[outlet.end] in _KAZAKH_FROM
            at = outlet.end + 1 if parted else outlet.end
            if at in opens and (parted or words.forms[outlet.end - 1].endswith(_KAZAKH_FROM)):
                yield opens[at], outlet
        else:
            before = outlet.start - 1
            if before > first and words.forms[before] not in _FROM[lang] and words.forms[before - 1] in _FROM[lang]:
                before -= 1
            if before > first and words.forms[before] in _FROM[lang] and before in ends:
                yield ends[before], outlet


def _protagonist(marks: Matches, lang: str, spotted: list[SpottedName]) -> list[PressName]:
    """Return the protagonist, if a press role occurs early but not next to the name.

    The protagonist is a full name in the introduction, or one that is repeated.
    """
    words = marks.words
    if not any(m.sentence <= _EARLY and m.strength >= 0.6 and m.code in ("role", "blogger") for m in marks.press):
        return []
    officials = {at for hit in marks.of("official") for at in range(hit.start, hit.end)}
    for span in spotted:
        if span.sentence > _EARLY:
            break
        first = words.sentences[span.sentence][0]
        surname = surname_stem(words.forms[span.end - 1], lang)
        if span.evidence <= _BY_SHAPE or span.end - span.start < 2 or len(surname) < 4:
            continue
        if not officials.isdisjoint(range(max(first, span.start - 4), span.start)):
            continue
        again = any(words.forms[i].startswith(surname) and words.capital[i] for i in range(span.end, len(words.forms)))
        if span.sentence <= 1 or span.start == first or again:
            return [_named(words, span, lang, "", _PROTAGONIST, span.sentence)]
    return []


def _strength(role: PressMention, outlets: set[int]) -> float:
    near = range(role.start - 3, role.end + 4)
    return max(role.strength, _MADE_SURE) if role.strength < _WEAK_ROLE and not outlets.isdisjoint(near) else role.strength


def _names_of(
    role: PressMention, words: ArticleWords, spotted: list[SpottedName], outlets: Collection[int], barriers: Collection[int], lang: str
) -> Iterator[SpottedName]:
    """Yield names after a role, and those joined to them by commas and "and"; if there are none, the name before it."""
    after = [span for span in spotted if span.start >= role.end]
    first = after[0] if after else None
    if first is not None and _reaches(words, role.end, first.start, outlets, barriers, lang) and _is_name(first, role.end):
        yield first
        for span, following in zip(after, after[1:], strict=False):
            gap = range(span.end, following.start)
            if len(gap) > 1 or any(words.forms[at] not in _AND for at in gap) or (not gap and following.evidence < _BY_SHAPE):
                break
            yield following
        return
    before = [span for span in spotted if span.end <= role.start]
    if before and before[-1].end - before[-1].start >= 2 and before[-1].evidence >= _BY_SHAPE:
        gap = range(before[-1].end, role.start + 1)
        apposed = any(not words.joined[at] or words.forms[at] in _IN_APPOSITION for at in gap)
        if apposed and _reaches(words, before[-1].end, role.start, outlets, barriers, lang):
            yield before[-1]


def _is_name(span: SpottedName, end_of_role: int) -> bool:
    return span.evidence >= _BY_SHAPE or (span.evidence >= _SINGLE and span.start == end_of_role)


def _reaches(words: ArticleWords, start: int, end: int, outlets: Collection[int], barriers: Collection[int], lang: str) -> bool:
    """Return whether only attributes and outlets are between a role and a name."""
    if end - start > _WIDE_REACH:
        return False
    plain = [at for at in range(start, end) if at not in outlets]
    lower = [at for at in plain if not words.capital[at]]
    return len(lower) <= _REACH and not any(at in barriers or VERB[lang].match(words.forms[at]) for at in lower)


def surname_stem(surname: str, lang: str) -> str:
    """Return the part of a surname (in lower case) that is the same in all its cases."""
    if lang == "en":
        return surname.removesuffix("'s").removesuffix("’s")
    if lang == "kk":
        return kazakh_nominative(surname)
    if surname.endswith(("овой", "евой", "иной", "ыной")):
        return surname[:-2]
    return re.sub("(?:ом|ем|ым|ой|ый|ий|ая|ую|ого|ому|[аеуыюяиьй])$", "", surname) if len(surname) > 4 else surname


def _as_name(word: str) -> str:
    return word.title() if word.isupper() and len(word) > 2 and "." not in word else word


def _beside(words: ArticleWords, start: int, end: int, role: str) -> tuple[str, str]:
    """Return the words before and after a name; the role, if given, stands for the word before."""
    first, last = words.sentences[words.sentence_of(start)]
    before = words.forms[start - 1] if start > first and words.joined[start] else ""
    return role or before, words.forms[end] if end < last else ""


def _other_forms(words: ArticleWords, start: int, end: int) -> list[str]:
    """Return the capitalised words of the text that begin as a word of the name does, up to a limit."""
    alike = (at for word in range(start, end) for at in words.capitalised_like(word)[:_MOST_ALIKE] if not start <= at < end)
    return list(dict.fromkeys(words.forms[at] for at in alike))


def nominative_of(words: ArticleWords, start: int, end: int, lang: str, role: str = "") -> str:
    """Return the words of a name in the nominative, with hyphens and the full stops of initials."""
    parts = [
        _as_name(words.original(at, at + 1)) + ("." if is_initial(words, at) and not words.original(at, at + 1).endswith(".") else "")
        for at in range(start, end)
    ]
    joints = ["-" if words.text[words.ends[at - 1] : words.starts[at]] == "-" else " " for at in range(start + 1, end)]
    if lang == "en":
        parts = [part.removesuffix("'s").removesuffix("’s") for part in parts]
    elif lang == "kk":
        parts = nominative_of_kazakh_name(parts, _other_forms(words, start, end))
    else:
        parts = nominative_of_russian_name(parts, *_beside(words, start, end, role), _other_forms(words, start, end))
    return parts[0] + "".join(joint + part for joint, part in zip(joints, parts[1:], strict=True))
