"""The closed lists of the field: stored codes, which stay, beside the words shown to people, which may change.

A code is written to the database and to exports and never renamed. Sources: the categories are Adil Soz's, with their place in three other
taxonomies; the statuses follow a case as Adil Soz, UNESCO, CPJ and the Council of Europe do. Words: `Label` holds kk, ru and en side by side, so that a
missing one is a type error rather than an English word on a Kazakh page.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Label(NamedTuple):
    """One notion in the three languages of the house."""

    kk: str
    ru: str
    en: str


class Fate(StrEnum):
    """What became of a page that was tried. Every try ends in exactly one."""

    STORED = "stored"
    CHANGED = "changed"
    KNOWN = "known"
    NEAR_COPY = "near_copy"
    LISTING = "listing"
    OUT_OF_PERIOD = "out_of_period"
    NOT_ARTICLE = "not_article"
    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LARGE = "too_large"
    BAD_CONTENT = "bad_content"
    ROBOTS = "robots"
    BOT_WALL = "bot_wall"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    TOO_MANY = "too_many"
    SERVER_ERROR = "server_error"
    HTTP_ERROR = "http_error"
    REDIRECT_LOOP = "redirect_loop"
    FOREIGN_HOST = "foreign_host"
    DNS = "dns"
    TLS = "tls"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BROKEN_OFF = "broken_off"


FATE_LABELS: dict[Fate, Label] = {
    Fate.STORED: Label("сақталды", "сохранено", "stored"),
    Fate.CHANGED: Label("жаңа нұсқасы сақталды", "сохранена новая версия", "new version stored"),
    Fate.KNOWN: Label("бұрыннан белгілі", "уже известно", "known already"),
    Fate.NEAR_COPY: Label("көшірме дерлік", "почти копия", "near copy"),
    Fate.LISTING: Label("тізім беті", "страница-список", "list page"),
    Fate.OUT_OF_PERIOD: Label("кезеңнен тыс", "вне периода", "outside the period"),
    Fate.NOT_ARTICLE: Label("мақала емес", "не статья", "not an article"),
    Fate.EMPTY: Label("бос", "пусто", "empty"),
    Fate.TOO_SHORT: Label("тым қысқа", "слишком короткая", "too short"),
    Fate.TOO_LARGE: Label("тым үлкен", "слишком большая", "too large"),
    Fate.BAD_CONTENT: Label("оқылмайтын мазмұн", "нечитаемое содержимое", "unreadable content"),
    Fate.ROBOTS: Label("robots.txt тыйым салған", "запрещено robots.txt", "refused by robots.txt"),
    Fate.BOT_WALL: Label("боттан қорғаныс", "защита от ботов", "bot wall"),
    Fate.GONE: Label("бет жоқ", "страницы нет", "gone"),
    Fate.FORBIDDEN: Label("рұқсат жоқ (403)", "доступ запрещён (403)", "forbidden (403)"),
    Fate.TOO_MANY: Label("сұраныс тым көп (429)", "слишком много запросов (429)", "too many requests (429)"),
    Fate.SERVER_ERROR: Label("сервер қатесі (5xx)", "ошибка сервера (5xx)", "server error (5xx)"),
    Fate.HTTP_ERROR: Label("басқа HTTP жауабы", "другой ответ HTTP", "other HTTP answer"),
    Fate.REDIRECT_LOOP: Label("бағыттау шексіз", "бесконечная переадресация", "redirect loop"),
    Fate.FOREIGN_HOST: Label("бөтен сайтқа апарады", "ведёт на чужой сайт", "leads to a foreign host"),
    Fate.DNS: Label("мекенжай табылмады (DNS)", "адрес не найден (DNS)", "address not found (DNS)"),
    Fate.TLS: Label("сертификат қатесі (TLS)", "ошибка сертификата (TLS)", "certificate failure (TLS)"),
    Fate.UNREACHABLE: Label("сервер қосылмайды", "сервер не отвечает", "no connection"),
    Fate.TIMEOUT: Label("уақыт бітті", "время вышло", "timed out"),
    Fate.BROKEN_OFF: Label("байланыс үзілді", "связь оборвалась", "broken off"),
}

# Fates that may be different tomorrow: the page is tried again by a later run (up to a limit). All others are final.
PASSING_FATES = frozenset(
    {
        Fate.BOT_WALL, Fate.FORBIDDEN, Fate.TOO_MANY, Fate.SERVER_ERROR, Fate.HTTP_ERROR, Fate.DNS, Fate.TLS,
        Fate.UNREACHABLE, Fate.TIMEOUT, Fate.BROKEN_OFF, Fate.ROBOTS,
    }
)  # fmt: skip


class Cause(StrEnum):
    """Why an outlet is failing. The codes of fates stay the same here; two of them are seen only over time."""

    DNS = "dns"
    TLS = "tls"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BOT_WALL = "bot_wall"
    TOO_MANY = "too_many"
    FORBIDDEN = "forbidden"
    ROBOTS = "robots"
    SERVER_ERROR = "server_error"
    FOREIGN_HOST = "foreign_host"
    REDIRECT_LOOP = "redirect_loop"
    BROKEN_OFF = "broken_off"
    TOO_LARGE = "too_large"
    HTTP_ERROR = "http_error"
    BAD_CONTENT = "bad_content"
    EMPTY = "empty"
    GONE = "gone"
    LAYOUT_CHANGED = "layout_changed"
    UNDER_MINIMUM = "under_minimum"


CAUSE_LABELS: dict[Cause, Label] = {
    **{Cause(fate.value): words for fate, words in FATE_LABELS.items() if fate.value in set(Cause)},
    Cause.EMPTY: Label("сілтеме табылмады", "ссылок не найдено", "no links found"),
    Cause.LAYOUT_CHANGED: Label("беттің құрылымы өзгерді", "изменилась вёрстка", "layout changed"),
    Cause.UNDER_MINIMUM: Label("мақала тым аз", "слишком мало статей", "fewer articles than its minimum"),
}


class WayKind(StrEnum):
    """How an outlet's articles are found."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    HOME = "home"
    WORDPRESS = "wordpress"
    TELEGRAM = "telegram"
    ARCHIVE = "archive"


WAY_LABELS: dict[WayKind, Label] = {
    WayKind.FEED: Label("арна (RSS)", "лента (RSS)", "feed"),
    WayKind.SITEMAP: Label("сайт картасы", "карта сайта", "sitemap"),
    WayKind.SECTION: Label("тізім беті", "страница-список", "list page"),
    WayKind.HOME: Label("басты бет", "главная страница", "home page"),
    WayKind.WORDPRESS: Label("WordPress-тен", "из WordPress", "WordPress API"),
    WayKind.TELEGRAM: Label("Telegram арнасы", "канал Telegram", "Telegram channel"),
    WayKind.ARCHIVE: Label("күндер мұрағаты", "архив по дням", "archive by days"),
}


class ScreeningLabel(StrEnum):
    """What kind of news an article is, seen by the screening."""

    INCIDENT = "incident"
    FOLLOWUP = "followup"
    REPORT = "report"
    NONE = "none"


SCREENING_LABELS: dict[ScreeningLabel, Label] = {
    ScreeningLabel.INCIDENT: Label("оқиға", "инцидент", "incident"),
    ScreeningLabel.FOLLOWUP: Label("оқиғаның жалғасы", "продолжение", "follow-up"),
    ScreeningLabel.REPORT: Label("шолу, статистика", "обзор, статистика", "report"),
    ScreeningLabel.NONE: Label("қатысы жоқ", "не относится", "none"),
}


@dataclass(frozen=True)
class CategoryFacts:
    """A category of violation and its place in the four taxonomies (Adil Soz block A, B or C; None = has no place)."""

    label: Label
    block: str | None
    us_tracker: str
    mapping_media_freedom: str | None
    sdg: str | None


class Category(StrEnum):
    """The 26 kinds of violation of the rights of journalists."""

    KIL = "KIL"
    DIS = "DIS"
    TOR = "TOR"
    ATT = "ATT"
    THR = "THR"
    DET = "DET"
    ARR = "ARR"
    SUM = "SUM"
    SUR = "SUR"
    OBS = "OBS"
    INT = "INT"
    PRP = "PRP"
    SMR = "SMR"
    IMP = "IMP"
    ACC = "ACC"
    DSC = "DSC"
    CRT = "CRT"
    BLK = "BLK"
    CLS = "CLS"
    CYB = "CYB"
    CRM = "CRM"
    CIV = "CIV"
    ADM = "ADM"
    ECO = "ECO"
    BOR = "BOR"
    SRC = "SRC"


def _facts(kk: str, ru: str, en: str, block: str | None, us: str, mmf: str | None, sdg: str | None) -> CategoryFacts:
    return CategoryFacts(Label(kk, ru, en), block, us, mmf, sdg)


_HARM = "other harmful act"
CATEGORIES: dict[Category, CategoryFacts] = {
    Category.KIL: _facts("кісі өлтіру", "убийство", "killing", "A", "assault", "death", "killing"),
    Category.DIS: _facts("жоғалу, ұрлау", "похищение, исчезновение", "abduction, disappearance", "A", "other incident", None,
                         "kidnapping, enforced disappearance"),
    Category.TOR: _facts("азаптау", "пытки", "torture, ill-treatment", "A", "assault", "physical assault, injury", "torture"),
    Category.ATT: _facts("шабуыл", "нападение", "attack", "A", "assault", "physical assault, injury", _HARM),
    Category.THR: _facts("қоқан-лоққы", "угроза", "threat", "A", "chilling statement", "intimidation", _HARM),
    Category.DET: _facts("ұстау", "задержание", "detention", "A", "arrest/criminal charge", "arrest/detention", "arbitrary detention"),
    Category.ARR: _facts("қамау", "арест", "arrest, custody", "A", "arrest/criminal charge", "arrest/detention", "arbitrary detention"),
    Category.SUM: _facts("шақырту, жауап алу", "вызов, допрос", "summons, interrogation", "A", "other incident", "interrogation", None),
    Category.SUR: _facts("аңду", "слежка", "surveillance", "A", "other incident", "intimidation", _HARM),
    Category.OBS: _facts("заңды кәсіби қызметіне кедергі келтіру", "воспрепятствование законной профессиональной деятельности",
                         "obstruction of lawful professional activity", "A", "denial of access", "blocked access", None),
    Category.INT: _facts("араласу, цензура", "вмешательство, цензура", "interference, censorship", "A", "prior restraint", "censorship", None),
    Category.PRP: _facts("тінту, тәркілеу, бүлдіру", "обыск, изъятие, порча", "search, seizure, damage", "A",
                         "equipment damage; search or seizure", "attack to property", _HARM),
    Category.SMR: _facts("қаралау, қорлау", "оскорбление, дискредитация", "insult, smear", "A", "chilling statement",
                         "defamation, trolling", _HARM),
    Category.IMP: _facts("бейнесін пайдалану, фейк", "использование образа, фейк", "impersonation, deepfake", "A", "other incident", None, None),
    Category.ACC: _facts("ақпарат бермеу", "отказ в информации", "refusal of information", "B", "denial of access", "blocked access", "16.10.2"),
    Category.DSC: _facts("кемсіту, аккредиттеу", "дискриминация, аккредитация", "discrimination, accreditation", "B", "denial of access",
                         "blocked access", None),
    Category.CRT: _facts("жабық сот", "закрытый суд", "closed court", "B", "denial of access", "blocked access", None),
    Category.BLK: _facts("бұғаттау", "блокировка", "blocking", "B", "prior restraint", "legal measures", None),
    Category.CLS: _facts("жабу, тоқтату", "закрытие, приостановка", "closure, suspension", "B", "prior restraint", "legal measures", None),
    Category.CYB: _facts("бұзу, DDoS", "взлом, DDoS", "hacking, DDoS", "B", "other incident", "attack to property", None),
    Category.CRM: _facts("қылмыстық іс", "уголовное дело", "criminal case", "C", "arrest/criminal charge", "criminal charges", None),
    Category.CIV: _facts("талап арыз", "иск", "civil claim", "C", "other incident", "civil charges", None),
    Category.ADM: _facts("әкімшілік іс", "административное дело", "administrative case", "C", "arrest/criminal charge", "legal measures", None),
    Category.ECO: _facts("жұмыстан шығару, қысым", "увольнение, экономическое давление", "dismissal, economic pressure", "A", "other incident",
                         "loss of employment", None),
    Category.BOR: _facts("шекара, шығарып жіберу", "граница, выдворение", "border, deportation", None, "border stop", "blocked access", None),
    Category.SRC: _facts("дереккөзді ашу", "раскрытие источника", "demand to reveal a source", "A", "subpoena/legal order", "legal measures", None),
}  # fmt: skip


class Actor(StrEnum):
    """Who did it."""

    STATE_OFFICIAL = "state_official"
    LAW_ENFORCEMENT = "law_enforcement"
    COURT = "court"
    SECURITY_GUARD = "security_guard"
    BUSINESS = "business"
    PRIVATE_PERSON = "private_person"
    ONLINE_USER = "online_user"
    FOREIGN_STATE = "foreign_state"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What came of it so far, as coarse as an article tells."""

    INVESTIGATING = "investigating"
    DROPPED = "dropped"
    REFUSED = "refused"
    CONVICTED = "convicted"
    ACQUITTED = "acquitted"
    VICTIM_BLAMED = "victim_blamed"
    NONE = "none"


class DatePrecision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class DraftState(StrEnum):
    """Where a draft stands."""

    NEW = "new"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    MERGED = "merged"
    DEFERRED = "deferred"


DRAFT_STATE_LABELS: dict[DraftState, Label] = {
    DraftState.NEW: Label("жаңа", "новый", "new"),
    DraftState.CONFIRMED: Label("расталды", "подтверждён", "confirmed"),
    DraftState.REJECTED: Label("қабылданбады", "отклонён", "rejected"),
    DraftState.MERGED: Label("біріктірілді", "объединён", "merged"),
    DraftState.DEFERRED: Label("кейінге қалдырылды", "отложен", "deferred"),
}


class RejectReason(StrEnum):
    """Why a person rejected a draft."""

    NOT_PRESS = "not_press"
    NOT_WORK = "not_work"
    DUPLICATE = "duplicate"
    OUTSIDE = "outside"
    STATISTICS = "statistics"
    OPINION = "opinion"
    OLD = "old"
    EXTRACTION = "extraction"
    OTHER = "other"


REJECT_REASON_LABELS: dict[RejectReason, Label] = {
    RejectReason.NOT_PRESS: Label("баспасөзге қатысы жоқ", "не пресса", "not the press"),
    RejectReason.NOT_WORK: Label("жұмысына байланысты емес", "не из-за работы", "not because of their work"),
    RejectReason.DUPLICATE: Label("қайталама", "повтор", "duplicate"),
    RejectReason.OUTSIDE: Label("бақылаудан тыс жер", "вне наблюдаемых стран", "outside the countries watched"),
    RejectReason.STATISTICS: Label("статистика, шолу", "статистика, обзор", "statistics, overview"),
    RejectReason.OPINION: Label("пікір", "мнение", "opinion"),
    RejectReason.OLD: Label("ескі оқиға", "старое событие", "old event"),
    RejectReason.EXTRACTION: Label("мәтін дұрыс алынбаған", "текст извлечён неверно", "text extracted wrongly"),
    RejectReason.OTHER: Label("басқа себеп", "другое", "other"),
}


REGIONS: dict[str, Label] = {
    "KZ-10": Label("Абай облысы", "Область Абай", "Abai region"),
    "KZ-11": Label("Ақмола облысы", "Акмолинская область", "Akmola region"),
    "KZ-15": Label("Ақтөбе облысы", "Актюбинская область", "Aktobe region"),
    "KZ-19": Label("Алматы облысы", "Алматинская область", "Almaty region"),
    "KZ-23": Label("Атырау облысы", "Атырауская область", "Atyrau region"),
    "KZ-27": Label("Батыс Қазақстан облысы", "Западно-Казахстанская область", "West Kazakhstan region"),
    "KZ-31": Label("Жамбыл облысы", "Жамбылская область", "Zhambyl region"),
    "KZ-33": Label("Жетісу облысы", "Область Жетысу", "Zhetysu region"),
    "KZ-35": Label("Қарағанды облысы", "Карагандинская область", "Karaganda region"),
    "KZ-39": Label("Қостанай облысы", "Костанайская область", "Kostanay region"),
    "KZ-43": Label("Қызылорда облысы", "Кызылординская область", "Kyzylorda region"),
    "KZ-47": Label("Маңғыстау облысы", "Мангистауская область", "Mangystau region"),
    "KZ-55": Label("Павлодар облысы", "Павлодарская область", "Pavlodar region"),
    "KZ-59": Label("Солтүстік Қазақстан облысы", "Северо-Казахстанская область", "North Kazakhstan region"),
    "KZ-61": Label("Түркістан облысы", "Туркестанская область", "Turkistan region"),
    "KZ-62": Label("Ұлытау облысы", "Область Улытау", "Ulytau region"),
    "KZ-63": Label("Шығыс Қазақстан облысы", "Восточно-Казахстанская область", "East Kazakhstan region"),
    "KZ-71": Label("Астана қаласы", "Город Астана", "Astana city"),
    "KZ-75": Label("Алматы қаласы", "Город Алматы", "Almaty city"),
    "KZ-79": Label("Шымкент қаласы", "Город Шымкент", "Shymkent city"),
}
