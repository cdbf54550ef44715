"""Which outlet a name means: one name for an outlet under all its names."""

import pytest

from classify.matching.lexicon import LEXICA, read_phrases
from records.outlets.outlet_names import NO_ALIASES, NamedOutlet, OutletAliases, alias_clashes, canonical_outlet, canonical_outlets, named_outlet
from spiders.config.files import OUTLETS, load_outlets

SHIPPED, FAULTS = load_outlets([OUTLETS])
KNOWN = OutletAliases(outlet.names for outlet in SHIPPED)


def entry(code: str, title: str, home: str = "", *aliases: str) -> NamedOutlet:
    return named_outlet(code, home or f"https://{code}.example/", {"ru": title}, ("ru",), aliases)


NAMES = {
    "Азаттық": ("Азаттық", "Азаттык", "Azattyq", "AZATTYK", "Радио Азаттык", "Радио Азаттық", "RFE/RL", "RFE/RL's Kazakh Service", "rus.azattyq.org"),
    "Уральская неделя": ("«Уральская неделя»", "Uralskaya Nedelya", "УН", "Орал апталығы", "газета «Уральская неделя»", "uralskweek.kz"),
    "Хабар 24": ("Khabar 24", "Хабар24", "телеканал «Хабар 24»", "24.kz"),
    "Хабар": ("Хабар", "KHABAR", "Хабар арнасы"),
    "Власть": ("Vlast.kz", "vlast", "интернет-журнал «Власть»", "kz_vlast"),
    "Казинформ": ("Қазақпарат", "ҚазАқпарат", "Kazinform", "МИА «Казинформ»", "kaz.inform.kz"),
    "Tengrinews": ("Тенгриньюс", "Tengri News", "TENGRINEWS.KZ", "Tengrinews қазақша", "en.tengrinews.kz"),
    "КТК": ("KTK", "телеканал «КТК»", "ktk.kz"),
    "Zakon.kz": ("Закон.кз", "Закон", "www.zakon.kz"),
    "Orda.kz": ("Орда", "Orda", "kaz.orda.kz"),
}


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_a_well_known_outlet_means_that_outlet(name: str) -> None:
    assert {written: canonical_outlet(written, KNOWN) for written in NAMES[name]} == dict.fromkeys(NAMES[name], name)


def test_a_name_in_any_kazakh_or_russian_case_means_its_outlet() -> None:
    written = {
        "Азаттыққа": "Азаттық", "Азаттықтың": "Азаттық", "Азаттыка": "Азаттық", "«Уральской неделе»": "Уральская неделя", "Орал апталығына": "Уральская неделя",
        "Vlast.kz-тің": "Власть", "КТК-ға": "КТК", "телеканала «Хабар 24»": "Хабар 24", "Азаттық радиосынан": "Азаттық", "Егемен Қазақстанда": "Егемен Қазақстан",
        "Azattyq's": "Азаттық", "Казинформа": "Казинформ", "Нашей газете": "Наша Газета",
    }  # fmt: skip
    assert {name: canonical_outlet(name, KNOWN) for name in written} == written


def test_another_outlet_is_not_taken_for_a_known_one() -> None:
    others = (
        "Радио Свобода", "Ақ Орда", "Новое время", "Тараз", "Астана", "Info", "Turkistan TV", "Жетісу ТВ", "Мир", "Степной вестник", "Azattyq Asia", "31",
        "телеканал «Астана»", "Правда", "ktv.kz",
    )  # fmt: skip
    assert [name for name in others if canonical_outlet(name, KNOWN) != name] == []
    assert canonical_outlet("Хабар", KNOWN) != canonical_outlet("Хабар 24", KNOWN)
    assert canonical_outlet("Азаттық рухы", KNOWN) == "Azattyq Rýhy"


def test_a_name_that_two_outlets_may_have_is_left_as_it_is() -> None:
    aliases = OutletAliases([entry("paper", "Жетісу"), entry("channel", "Жетісу ТВ")])
    assert canonical_outlet("телеканал «Жетісу»", aliases) == "телеканал «Жетісу»"
    assert [canonical_outlet(name, aliases) for name in ("Жетісуға", "Zhetisu TV")] == ["Жетісу", "Жетісу ТВ"]


def test_an_unknown_outlet_keeps_its_name_without_the_quotation_marks_around_it() -> None:
    written = ("«Степной  вестник» ", '"Степной вестник"', "Степной вестник")
    assert {canonical_outlet(name, NO_ALIASES) for name in written} == {"Степной вестник"}
    assert canonical_outlet("Газета «Степь» и «Дала»", NO_ALIASES) == "Газета «Степь» и «Дала»"
    assert [canonical_outlet(name, KNOWN) for name in ("", "  ", "…")] == ["", "", "…"]


def test_an_outlet_is_listed_once_under_all_its_names() -> None:
    assert canonical_outlets(["Азаттык", "RFE/RL", "Дала таңы", "Dala Tany", "", "Azattyq"], KNOWN) == ("Азаттық", "Дала таңы")


def test_an_edition_under_the_site_of_an_outlet_is_that_outlet_but_channels_of_one_host_are_not() -> None:
    aliases = OutletAliases([
        entry("main", "Дала", "https://www.dala.kz/ru"), entry("edition", "Дала на казахском", "https://kaz.dala.kz/"),
        entry("one", "Бірінші", "https://t.me/one"), entry("two", "Екінші", "https://t.me/two"),
        entry("near", "Самал", "http://127.0.0.1:8461/"), entry("far", "Боран", "http://127.0.0.1:8462/"),
    ])  # fmt: skip
    names = ("Дала на казахском", "kaz.dala.kz", "Екінші", "t.me", "Боран", "Самал")
    assert [canonical_outlet(name, aliases) for name in names] == ["Дала", "Дала", "Екінші", "t.me", "Боран", "Самал"]


def test_an_alias_that_another_outlet_has_is_a_clash_unless_it_is_an_edition() -> None:
    one, two = entry("one", "Дала", "https://dala.kz/", "Степь"), entry("two", "Самал", "", "Step", "Дала")
    found = [(clash.outlet, clash.alias, clash.other_outlet) for clash in alias_clashes([one, two])]
    assert found == [("one", "Степь", "two"), ("two", "Step", "one"), ("two", "Дала", "one")]
    assert alias_clashes([one, entry("edition", "Дала", "https://kaz.dala.kz/", "Степь")]) == []


def test_no_two_shipped_outlets_share_an_alias_and_each_outlet_means_itself() -> None:
    assert (FAULTS, alias_clashes(outlet.names for outlet in SHIPPED)) == ([], [])
    named = {name for outlet in SHIPPED for name in (*outlet.names.titles, *outlet.aliases, outlet.name)}
    assert [name for name in named if not KNOWN.name_of(name)] == []


def test_a_known_outlet_has_one_name_whatever_the_word_lists_of_the_screening_call_it() -> None:
    shown = {phrase.code for phrase in read_phrases(LEXICA / "outlets.tsv") if phrase.kind == "outlet"}
    renamed = {name: canonical for name in shown if (canonical := KNOWN.name_of(name)) not in ("", name)}
    assert renamed == {
        "RFE/RL": "Азаттық", "Қазақпарат": "Казинформ", "Kursiv": "Kursiv Media", "Informburo": "Информбюро 31",
        "Наша газета": "Наша Газета",
    }  # fmt: skip
