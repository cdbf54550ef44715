"""The outlets of the press: invented titles, real regions."""

from tests.press.model import Profile, Section

_RU = (
    Section("obshchestvo", "Общество"),
    Section("ekonomika", "Экономика"),
    Section("proisshestviya", "Происшествия"),
    Section("kultura", "Культура"),
)
_KK = (Section("qogam", "Қоғам"), Section("ekonomika", "Экономика"), Section("oqiga", "Оқиға"), Section("madeniet", "Мәдениет"))
_EN = (Section("society", "Society"), Section("economy", "Economy"), Section("culture", "Culture"))


def _title(kk: str, ru: str, en: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru, "en": en}


WORDPRESS = Profile("kz_press_wordpress", "feed, WordPress", _title("Дала телеграфы", "Степной телеграф", "Steppe Telegraph"), "KZ-55", ("ru",), _RU)
ATOM = Profile("kz_press_atom", "feed, Atom", _title("Он екі көше", "Двенадцать улиц", "Twelve Streets"), "KZ-35", ("ru",), _RU)
RDF = Profile("kz_press_rdf", "feed, RDF in cp1251", _title("Тобыл-Курьер", "Тобол-Курьер", "Tobol Courier"), "KZ-39", ("ru",), _RU, compress=False)
GZMAP = Profile("kz_press_gzmap", "sitemap index, gz", _title("Көгілдір күмбез", "Голубой купол", "Blue Dome"), "KZ-61", ("kk",), _KK)
NEWSMAP = Profile("kz_press_newsmap", "news sitemap", _title("Қамыс қалам", "Камыс калам", "Reed Pen"), "KZ-43", ("kk",), _KK)
PAGES = Profile(
    "kz_press_pages", "list pages in cp1251", _title("Есіл жолағы", "Полоса Приишимья", "Yesil Column"), "KZ-59", ("ru",), _RU[:2], compress=False
)
TABLES = Profile("kz_press_tables", "list pages, tables", _title("Шағала хабар", "Чайка-Хабар", "Seagull News"), "KZ-47", ("ru", "kk"), _RU[:2])
AMP = Profile("kz_press_amp", "feed, AMP, trackers", _title("Қала хаттамасы", "Городской протокол", "City Protocol"), "KZ-75", ("ru",), _RU)
NEXT = Profile(
    "kz_press_next", "front end, found by home", _title("Алма шежіресі", "Яблочная хроника", "The Apple Ledger"), None, ("en", "en", "ru"), _EN
)
CANONICAL = Profile("kz_press_canonical", "canonical leads home", _title("Жетінші белес", "Седьмой перевал", "Seventh Pass"), "KZ-33", ("kk",), _KK)
VISIBLE = Profile("kz_press_visible", "visible dates only", _title("Екі өзен", "Две реки", "Two Rivers"), "KZ-27", ("ru", "kk"), _RU)
ADDRESS = Profile("kz_press_address", "date in address only", _title("Рудный сағаты", "Рудный час", "Rudny Hour"), "KZ-63", ("ru",), _RU)
UTC_NIGHT = Profile("kz_press_utc", "meta dates in UTC", _title("Түнгі қонақ", "Полуночник", "Night Owl Wire"), "KZ-15", ("ru", "kk"), _RU)
TWICE = Profile(
    "kz_press_twice", "two sections and a feed", _title("Екі жерде екі", "Дважды два", "Twice Two"), "KZ-11", ("ru", "kk"), _RU[:2], host="localhost"
)
