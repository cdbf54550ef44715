"""The words of dates in Kazakh, Russian and English, each with its part in a date.

A part is one letter, so that a whole text becomes a short string of parts and every written form of a date one small pattern (`written_forms`):

    d  number of one or two digits      Y  year, 1990-2099        n  any other number
    P  whole date in figures            Q  the same, with a year of two digits
    N  pair with a dot, 14.05           H  pair with a hyphen, 14-05
    T  time of day (seconds)            p  am, pm (hours)         z  offset from UTC (seconds)
    M  month                            m  month, cut short to what may be another word
    W  weekday                          g  "year"                 i  "month", "day" after a name
    s  ending after a figure, 23-го     r  today, yesterday (days)
    u  second, minute, hour (seconds)   S  сағат: "hour" and "at ... o'clock" in one
    v  day, week (days)                 w  month, year (months)
    A  ago                              q  number in words        j  just now
    a  at, on, of                       o  "time" and "by", beside C, the city whose clock is meant
    L  published                        E  updated                c  views, comments, author, section: neighbours
    _  mark between words               x  any other word

Kazakh letters are folded into the Russian ones that careless typing puts in their place (қ = к, ә = а) and Latin Kazakh loses its accents, so that
one entry serves every spelling.
"""

from itertools import product

from pipelines.extraction.dates.zones import ABBREVIATED_ZONE, NAMED_ZONE

MINUTE, HOUR = 60, 3600

_FOLD = str.maketrans(
    "әəғқңөұүһіїё" + "ıáäàâǵğńñŋóöôúüýşç" + "‐‑‒–—―−",
    "аагкноуухиие" + "iaaaaggnnnooouuusc" + "-" * 7,
)
_LATIN_TWINS = str.maketrans("aceopxyk", "асеорхук")  # letters that look alike in both scripts and get mixed up


def fold_letters(text: str) -> str:
    """`text` in lower case, its letters folded as told above; every character keeps its place."""
    return text.replace("İ", "I").lower().translate(_FOLD)


_MONTHS = """
    январь января январе январю январем | янв
    февраль февраля феврале февралю февралем | фев февр
    март марта марте марту мартом | мар
    апрель апреля апреле апрелю апрелем | апр
    май мая мае маю маем |
    июнь июня июне июню июнем | июн
    июль июля июле июлю июлем | июл
    август августа августе августу августом | авг
    сентябрь сентября сентябре сентябрю сентябрем | сен сент
    октябрь октября октябре октябрю октябрем | окт
    ноябрь ноября ноябре ноябрю ноябрем | ноя нояб
    декабрь декабря декабре декабрю декабрем | дек
"""
_MONTHS_EN = """
    january jan | february feb | march mar | april apr | may | june jun | july jul | august aug | september sep sept | october oct | november nov
    | december dec
"""
# Stems that take endings (ақпанда, ақпанның) | short forms. Both scripts; ш is also sh, h or s in the alphabets tried since 2017.
_MONTHS_KK = """
    кантар кантарь qantar kantar | кан кант qan qant
    акпан ақпан aqpan akpan | акп aqp
    наурыз nauryz nawryz | нау наур nau naur
    сауир sauir sawir | сау sau
    мамыр mamyr | мам mam
    маусым mausym mawsym | мау маус mau maus
    шилде shilde silde | шил shil sil
    тамыз tamyz | там tam
    кыркуйек qyrkuiek qyrkuyek kyrkuiek | кыр кырк qyr qyrk
    казан qazan kazan | каз qaz
    караша qarasha qarasa karasha | кар qar
    желтоксан jeltoqsan zheltoksan | жел желт jel jelt
"""
_ENDINGS_KK = """
    да де та те дагы деги тагы теги дан ден тан тен нан нен нын нин дын дин тын тин га ге ка ке ды ди ты ти ны ни ы и мен пен бен
    da de ta te dagy degi dan den tan ten nan nen nyn nin dyn din tyn tin ga ge qa ke dy di ty ti ny ni y i men pen ben
"""

_WEEKDAYS = """
    понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье пн вт ср чт пт сб вс пон вто сре чет пят суб вос
    дуйсенби сейсенби сарсенби бейсенби жума сенби жексенби дуйсенбиде сейсенбиде сарсенбиде бейсенбиде жумада сенбиде жексенбиде
    дс сс бс жм сн жс дуй сей сар бей жум жек дуйс сейс сарс бейс жекс
    duisenbi seisenbi sarsenbi beisenbi juma senbi jeksenbi
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
"""

_PLAIN: dict[str, str] = {
    "W": _WEEKDAYS,
    "g": "г гг год года году годом ж жыл жылы жылгы жылдын жылда jyl jyly jylgy",
    "i": "айы айынын айында куни",
    "s": "го е ое ого му и ы си сы ши шы инде ында синде сында да де та те дан ден тан тен st nd rd th",
    "A": "назад бурын ago buryn",
    "a": "в во at t on of the",
    "o": "по время времени уакыт уакыты уакытымен бойынша time",
    "L": """
        опубликовано опубликован опубликована опубликовали опубликовал публикация публикации дата размещено размещена размещен разместил размещения
        добавлено добавлена добавлен добавления создано создана создан создания загружено выложено новость новости материал материала статья статьи
        запись записи от жарияланды жарияланган жариялау мерзими салынды салынган косылды косылган жуктелген басылган published posted publication
        date added created 公開 公開日 公開日時 掲載日 配信 発行 投稿日 发布 发布时间 发表于 發布 입력 등록 발행
    """,
    "E": """
        обновлено обновлен обновлена обновили обновления обновление изменено изменен изменена изменения исправлено отредактировано
        жанартылды жанартылган жанарту озгертилди озгертилген updated update modified edited
        更新 更新日 更新日時 最終更新 最終更新日 最后更新 수정 최종수정
    """,
    "c": """
        просмотров просмотра просмотры просмотр просмотрено посмотрело посмотрели смотрели прочитали читали комментариев комментария комментарий
        комментарии прочитано прочтений читать минут чтения автор автором добавил добавила опубликовала рубрика рубрике категория категории раздел
        разделе admin administrator админ администратор редактор редакция печать
        каралды каралым каралымы оку окылды рет пикир пикирлер автор авторы views view comments comment author by read reads min фото
    """,
}
_VALUED: dict[str, dict[int | float, str]] = {
    "r": {
        0: "сегодня бугин today bugin",
        -1: "вчера кеше yesterday keshe",
        -2: "позавчера алдынгуни",
    },
    "u": {
        1: "секунда секунду секунды секунд сек second seconds sec secs",
        MINUTE: "минута минуту минуты минут мин minute minutes min mins",
        HOUR / 2: "полчаса",
        HOUR: "час часа часов ч hour hours hr hrs sagat",
    },
    "S": {HOUR: "сагат саг"},
    "v": {
        1: "день дня дней дн сутки суток кун day days kun",
        7: "неделя неделю недели недель нед апта week weeks wk apta",
    },
    "w": {1: "месяц месяца месяцев мес ай month months", 12: "лет year years yr yrs"},
    "q": {
        0.5: "жарты",
        1: "один одну одна бир a an one",
        1.5: "полтора полторы",
        2: "два две пару пара еки two",
        3: "три уш three",
        4: "четыре торт four",
        5: "пять бес five",
        6: "шесть алты six",
    },
    "p": {0: "am", 12: "pm"},
}
# Several words with one part. Matched whole before single words.
PHRASES: dict[str, tuple[str, float]] = {
    "только что": ("j", 0),
    "жана гана": ("j", 0),
    "казир гана": ("j", 0),
    "just now": ("j", 0),
    "алдынгы куни": ("r", -2),
    "алдынгы кун": ("r", -2),
    "арги куни": ("r", -2),
    "аргы куни": ("r", -2),
    "day before yesterday": ("r", -2),
    "нур-султана": ("C", 0),
    "нур-султан": ("C", 0),
    "время чтения": ("c", 0),
    "на чтение": ("c", 0),
    "версия для печати": ("c", 0),
    "для печати": ("c", 0),
    "a.m.": ("p", 0),
    "p.m.": ("p", 12),
}


def _month_words() -> dict[str, tuple[str, float]]:
    words: dict[str, tuple[str, float]] = {}
    for month, line in enumerate(_MONTHS_KK.strip().splitlines(), start=1):
        stems, short = (part.split() for part in line.split("|"))
        words |= {stem + ending: ("M", month) for stem, ending in product(stems, ["", *_ENDINGS_KK.split()])}
        words |= dict.fromkeys(short, ("m", month))
    for month, line in enumerate(_MONTHS.strip().splitlines(), start=1):
        full, short = (part.split() for part in line.split("|"))
        words |= dict.fromkeys(full, ("M", month)) | dict.fromkeys(short, ("m", month))
    for month, line in enumerate(_MONTHS_EN.split("|"), start=1):
        words |= dict.fromkeys(line.split(), ("M", month))
    return words


def _all_words() -> dict[str, tuple[str, float]]:
    # Later entries win where a word has two meanings: «минут чтения» yields to «5 минут», «мар» stays March.
    words: dict[str, tuple[str, float]] = {word: (part, 0) for part, line in _PLAIN.items() for word in line.split()}
    words |= {word: ("z", hours * HOUR) for word, hours in ABBREVIATED_ZONE.items()}
    words |= {word: ("C", number) for word, number in NAMED_ZONE.items()}
    words |= {word: (part, value) for part, values in _VALUED.items() for value, line in values.items() for word in line.split()}
    return words | _month_words()


_WORDS = _all_words()


def date_part(word: str) -> tuple[str, float]:
    """The part and the value of one folded word; ("x", 0) for a word that has no place in a date."""
    found = _WORDS.get(word)
    if found is None and not word.isascii():
        found = _WORDS.get(word.translate(_LATIN_TWINS))
    return found or ("x", 0)
