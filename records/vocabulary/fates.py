"""What becomes of a page, why an outlet fails, and by which way its articles are found."""

from enum import StrEnum

from records.vocabulary.label import Label


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


class PageChange(StrEnum):
    """What a later look at a watched page found against the look before."""

    SAME = "same"
    EDITED = "edited"
    GONE = "gone"
    BACK = "back"


CHANGE_LABELS: dict[PageChange, Label] = {
    PageChange.SAME: Label("өзгермеген", "без изменений", "unchanged"),
    PageChange.EDITED: Label("өзгертілген", "изменена", "edited"),
    PageChange.GONE: Label("жойылған", "удалена", "taken down"),
    PageChange.BACK: Label("қайта жарияланған", "возвращена", "put back"),
}
