"""Who the outlets of the day are: invented titles, real regions, one or two languages."""

from itertools import product

from records.country import home
from tests.press.model import Profile, Section
from tests.press.texts import Lang

# A thing of the steppe and a kind of paper, as each language joins them: «Дала жаршысы», «Вестник степи».
_PLACES = (
    ("Дала", "степи"), ("Өзен", "реки"), ("Тау", "гор"), ("Көл", "озера"), ("Қамыс", "камыша"), ("Жайлау", "джайляу"),
    ("Бұлақ", "родника"), ("Арал", "острова"), ("Белес", "перевала"), ("Қыстақ", "зимовья"), ("Тоғай", "тугая"), ("Шың", "вершины"),
)  # fmt: skip
_PAPERS = (
    ("жаршысы", "Вестник"), ("тынысы", "Пульс"), ("айнасы", "Отражение"), ("үні", "Голос"), ("таңы", "Утро"), ("шежіресі", "Летопись"),
    ("хабары", "Новости"), ("жолы", "Путь"), ("шырағы", "Маяк"), ("сөзі", "Слово"), ("күні", "День"), ("кеші", "Вечер"),
)  # fmt: skip
_TITLES = [(f"{thing} {paper}", f"{kind} {owner}") for (paper, kind), (thing, owner) in product(_PAPERS, _PLACES)]
_LANGS: tuple[tuple[Lang, ...], ...] = (("kk",), ("ru",), ("kk", "ru"), ("ru", "kk"))
_SECTIONS = {
    "kk": (Section("qogam", "Қоғам"), Section("sharua", "Шаруашылық")),
    "ru": (Section("obshchestvo", "Общество"), Section("hozyaistvo", "Хозяйство")),
}


def profile(number: int, name: str, kind: str) -> Profile:
    """The outlet with this number (from 0), called `name`; `kind` says in words how its articles are reached."""
    kk, ru = _TITLES[number % len(_TITLES)]
    langs = _LANGS[number % len(_LANGS)]
    region = sorted(home().regions)[number % len(home().regions)]
    return Profile(name, kind, {"kk": kk, "ru": ru, "en": ru}, region, langs, _SECTIONS[langs[0]])
