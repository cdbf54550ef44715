"""What single words show about names: endings of surnames and patronymics, initials, and words that belong to no name."""

import re
from functools import lru_cache

from classify.text.russian_names import russian_nominative
from records.persons.given_names import is_given_name
from records.words.kazakh_stem import nominative as kazakh_nominative

LETTERS = re.compile(r"[^\W\d_]{2,}(?:['’`][^\W\d_]+)*$")
INITIALS = re.compile(r"(?:[^\W\d_]\.){1,2}$|[^\W\d_]$")
GLUED = re.compile(r"(?:[^\W\d_]\.){1,2}[^\W\d_]{3,}$")
LATIN = re.compile("[a-z]")
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
# Abbreviations, bodies, and what outlets, streets and firms are called by: these end no name either.
_BODIES = """тв рк ук кр кнб мвд сми дп ао тоо оқо бақ қр жшс кхр сша рф гу ип админ ооо чс двд facebook instagram telegram youtube whatsapp twitter tiktok zoom google rfe rl gps usb sim live
    союз союза комитет фонд фонда агентство агентства министерство генпрокуратура сенат мажилис парламент президент суд суда палата партия департамент управление акимат маслихат
    одағы комитеті қоры министрлігі президенті сенаты мәжілісі парламенті соты партиясы департаменті басқармасы әкімдігі полиция прокуратура прокуратурасы
    radio free europe liberty reporters without borders committee ministry court union fund foundation department council agency senate majilis parliament party group company bank
    street avenue park region district province city university school hospital airport news press media tv channel online service news newspaper weekly times post daily gazette institute
    center centre prize award day week club team house hall square station plaza mall market office bureau court's supreme general national international republic state united
    north south east west central asia asian european kazakh russian uzbek kyrgyz chinese american british turkish soviet inspector sergeant colonel lieutenant captain major judge minister president mayor akim deputy operator presenter reporter editor prosecutor telegram facebook article code law act constitution administrative offences internet media медиа"""
NO_SURNAMES = frozenset(_BODIES.split())
NOT_NAMES = NO_SURNAMES | frozenset(_NO_NAME.split())
# Words of institutions, and of laws («по статье 158 Уголовного кодекса»).
NOT_NAME_STEM = re.compile(
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
CHILD = re.compile("(?:[оеё]вич|[оеё]вн|иничн|улы|ұлы|кызы|қызы|uly|kyzy|qyzy|тегі)")
PATRONYMIC = re.compile("(?:[оеё]вич(?:а|у|ем|е)?|(?:[оеё]вн|иничн)(?:а|ы|у|е|ой)|оглы|угли)$")
# A first word of a sentence with such an ending is an adverb, an adjective or a verb, not a given name that the list lacks.
_RUSSIAN_OPENER = re.compile(
    "(?:[аеиы]ла|ого|ему|ому|ыми|ими|ые|ие|ое|ло|ли|лся|лась|лись|лось|ть|ться|ют|ет|ит|ат|ят|ского|ские|ская|ский|ской|ному|ных|ных|ции|ции|ции|ость|ости|ение|ания|ании)$"
)
_KAZAKH_OPENER = re.compile(
    "(?:лар|лер|дар|дер|тар|тер|лары|лері|дары|дері|тары|тері|ларын|лерін|нда|нде|да|де|та|те|дағы|дегі|тағы|тегі|лық|лік|дық|дік|тық|тік|ған|ген|қан|кен|ып|іп|нан|нен|дан|ден|тан|тен)$"
)
LOCATIVE = re.compile("(?:[бвгдзйлмнрсиұуіы])(?:да|де)$|[кпстшқ](?:та|те)$")
KAZAKH_PLACE = re.compile("(?:дағы|дегі|тағы|тегі)$")
_BEFORE_OUTLETS = "the of for at in from with newspaper paper weekly daily magazine channel site website portal podcast page outlet agency blog broadcaster station near"
BEFORE_OUTLETS = frozenset(_BEFORE_OUTLETS.split())
# What stands before or after names that streets, schools and funds bear.
NAMED_AFTER = re.compile(
    "(?:улиц|ул$|проспект|пр$|имени|им$|площад|школ|бульвар|микрорайон|мкр|парк|сквер|стадион|преми|театр|станци|озер|рек[аиеу]$)"
)
# Behind a person with a title they belong to the next words: журналист Айжан Әуелбекова аудандық полицияда.
AREA_AFTER = re.compile("аудан|облыс|қала|район|област")
STREET_AFTER = re.compile(
    "(?:көше|даңғыл|атындағы|ауданы|аудандық|облыс|ауыл|мектеб|алаңы|шағынаудан|университет|театр|саябағ|стансас|бекет|қалас|қаласы|өңірі|street|avenue|park|region|district|"
    "province|square|airport|prison|village|city|lane|road|market|river|station|район|област)"
)


@lru_cache(maxsize=20_000)
def is_given(form: str, lang: str) -> bool:
    """Whether a word is a listed given name in some case and spelling."""
    if is_given_name(form):
        return True
    if lang == "ru":
        return is_given_name(russian_nominative([form])[0]) and len(form) > 3
    return lang == "kk" and len(form) > 4 and is_given_name(kazakh_nominative(form))


@lru_cache(maxsize=20_000)
def has_shape(form: str, lang: str) -> bool:
    """Whether a word has the ending of a surname or a patronymic."""
    if len(form) < 4:
        return False
    if lang == "en" or LATIN.match(form):
        return bool(_LATIN_SURNAME.search(form))
    return bool(_SURNAME.search(kazakh_nominative(form) if lang == "kk" else form) or CHILD.search(form))


def is_opener(form: str, lang: str) -> bool:
    """Whether a word at the beginning of a sentence does not belong to the name after it."""
    if is_given(form, lang) or has_shape(form, lang):
        return False
    if lang == "ru":
        return bool(_RUSSIAN_OPENER.search(form))
    return lang == "kk" and bool(_KAZAKH_OPENER.search(form))
