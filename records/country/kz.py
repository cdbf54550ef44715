"""Kazakhstan."""

from records.country.kz_days_off import DAYS_OFF
from records.country.kz_laws import ANSWER_TERMS, APPEAL_TERMS, CUSTODY_LIMITS, LAW_ARTICLES, LAW_CODES
from records.country.pack import CountryPack
from records.i18n import kept, kept_in

PACK = CountryPack(
    code="KZ",
    prefix="KZ",
    # Almaty and Astana kept +6 and, as the whole country, keep +5 since 1 March 2024.
    zone="Asia/Almaty",
    name="Kazakhstan",
    in_country=kept("in Kazakhstan"),
    ranked=kept_in("in the index", "Kazakhstan"),
    name_stems=("казахстан", "қазақстан"),
    domain=".kz",
    currency="KZT",
    own_languages=frozenset({"kk"}),
    # The west kept +5 before too; Kyzylorda keeps it since 21 December 2018.
    region_zones={
        "KZ-15": "Asia/Aqtobe",
        "KZ-23": "Asia/Atyrau",
        "KZ-27": "Asia/Oral",
        "KZ-39": "Asia/Qostanay",
        "KZ-43": "Asia/Qyzylorda",
        "KZ-47": "Asia/Aqtau",
    },
    regions={
        "KZ-10": kept("Abai region"),
        "KZ-11": kept("Akmola region"),
        "KZ-15": kept("Aktobe region"),
        "KZ-19": kept("Almaty region"),
        "KZ-23": kept("Atyrau region"),
        "KZ-27": kept("West Kazakhstan region"),
        "KZ-31": kept("Zhambyl region"),
        "KZ-33": kept("Zhetysu region"),
        "KZ-35": kept("Karaganda region"),
        "KZ-39": kept("Kostanay region"),
        "KZ-43": kept("Kyzylorda region"),
        "KZ-47": kept("Mangystau region"),
        "KZ-55": kept("Pavlodar region"),
        "KZ-59": kept("North Kazakhstan region"),
        "KZ-61": kept("Turkistan region"),
        "KZ-62": kept("Ulytau region"),
        "KZ-63": kept("East Kazakhstan region"),
        "KZ-71": kept("Astana city"),
        "KZ-75": kept("Almaty city"),
        "KZ-79": kept("Shymkent city"),
    },
    short_regions={
        "KZ-10": kept("Abai"),
        "KZ-11": kept("Akmola"),
        "KZ-15": kept("Aktobe"),
        "KZ-19": kept("Almaty reg."),
        "KZ-23": kept("Atyrau"),
        "KZ-27": kept("West Kaz."),
        "KZ-31": kept("Zhambyl"),
        "KZ-33": kept("Zhetysu"),
        "KZ-35": kept("Karaganda"),
        "KZ-39": kept("Kostanay"),
        "KZ-43": kept("Kyzylorda"),
        "KZ-47": kept("Mangystau"),
        "KZ-55": kept("Pavlodar"),
        "KZ-59": kept("North Kaz."),
        "KZ-61": kept("Turkistan"),
        "KZ-62": kept("Ulytau"),
        "KZ-63": kept("East Kaz."),
        "KZ-71": kept("Astana"),
        "KZ-75": kept_in("map", "Almaty city"),
        "KZ-79": kept("Shymkent"),
    },
    # Each region beside those it borders on, as far as six columns allow.
    tiles=(
        ".      .      .      KZ-59  .      .    ",
        ".      .      KZ-39  KZ-11  KZ-71  KZ-55",
        "KZ-27  KZ-15  KZ-62  KZ-35  KZ-10  KZ-63",
        "KZ-23  KZ-43  KZ-61  KZ-31  KZ-19  KZ-33",
        "KZ-47  .      KZ-79  .      KZ-75  .    ",
    ),
    # Three of 2022, Shymkent of 2018, and the city of Almaty, which the press places in the region around it.
    parents={"KZ-10": "KZ-63", "KZ-33": "KZ-19", "KZ-62": "KZ-35", "KZ-79": "KZ-61", "KZ-75": "KZ-19"},
    seats=frozenset({"KZ-71", "KZ-75"}),
    cities=frozenset({"KZ-71", "KZ-75", "KZ-79"}),
    # The post-Soviet states. Exiled journalists of Kazakhstan live in several of them.
    neighbourhood=frozenset({"KZ", "KG", "UZ", "TJ", "TM", "RU", "BY", "UA", "MD", "GE", "AM", "AZ", "LT", "LV", "EE"}),
    law_codes=LAW_CODES,
    law_articles=LAW_ARTICLES,
    custody_limits=CUSTODY_LIMITS,
    appeal_terms=APPEAL_TERMS,
    answer_terms=ANSWER_TERMS,
    days_off=DAYS_OFF,
)
