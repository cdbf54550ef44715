"""The country pack of Kazakhstan: laws, legal terms, state bodies' days off, regions, time zones and languages."""

from datetime import date

from records.country.kz_court_words import CURRENCY_WORDS, LEGAL_WORDS
from records.country.pack import AnswerTerm, CountryPack, CustodyKind, DaysOff, LawArticle, LawCode, LegalTerm, PublicHoliday
from records.i18n import gettext_noop, pgettext_noop
from records.vocabulary.categories import CourtCase
from records.vocabulary.incident_codes import LetterKind, TermUnit

# The laws of Kazakhstan used to charge journalists, and those on crimes against them: Criminal Code of 3 July 2014 № 226-V, Code of Administrative
# Offences of 5 July 2014 № 235-V, Civil Code of 27 December 1994 and 1 July 1999. Number and subject of each article were compared in November 2026
# with the texts of the codes in legal databases (editions of 2018 to 2024) and with reports of cases from 2019 to 2026. The texts of articles 115,
# 146, 205, 375 and 376 of the Criminal Code and 144 and 145 of the Civil Code were not available; they are listed as commonly cited. Unverified
# articles are left out: they can still be recorded, with a note that they are on no list. Defamation moved from the Criminal Code (130) to the Code
# of Administrative Offences (73-3) in 2020, and 373 protected the first president. Both remain, since older cases name them.

_CRIMINAL, _OFFENCES, _CIVIL = "KZ-CC", "KZ-CAO", "KZ-CIV"

_LAW_CODES = (
    LawCode(
        _CRIMINAL, CourtCase.CRIMINAL, short=pgettext_noop("short", "Criminal Code"), name=gettext_noop("Criminal Code of the Republic of Kazakhstan"), last=467,
        written=pgettext_noop("as people write it", "criminal code, penal code, cc"),
    ),
    LawCode(
        _OFFENCES, CourtCase.ADMINISTRATIVE, short=pgettext_noop("short", "Code of Administrative Offences"), last=920,
        name=gettext_noop("Code of Administrative Offences of the Republic of Kazakhstan"),
        written=pgettext_noop("as people write it", "code of administrative offences, code on administrative offences, administrative code, cao"),
    ),
    LawCode(
        _CIVIL, CourtCase.CIVIL, short=pgettext_noop("short", "Civil Code"), name=gettext_noop("Civil Code of the Republic of Kazakhstan"), last=1124,
        written=pgettext_noop("as people write it", "civil code"),
    ),
)  # fmt: skip

_LAW_ARTICLES = (
    LawArticle(_CRIMINAL, "99", gettext_noop("murder")),
    LawArticle(_CRIMINAL, "106", gettext_noop("intentional grave bodily harm")),
    LawArticle(_CRIMINAL, "107", gettext_noop("intentional bodily harm of medium gravity")),
    LawArticle(_CRIMINAL, "108", gettext_noop("intentional light bodily harm")),
    LawArticle(_CRIMINAL, "115", pgettext_noop("law", "threat")),
    LawArticle(_CRIMINAL, "125", gettext_noop("abduction")),
    LawArticle(_CRIMINAL, "126", gettext_noop("unlawful deprivation of liberty")),
    LawArticle(_CRIMINAL, "130", gettext_noop("defamation (a crime until 2020)")),
    LawArticle(_CRIMINAL, "131", gettext_noop("insult")),
    LawArticle(_CRIMINAL, "146", pgettext_noop("law", "torture, ill-treatment")),
    LawArticle(_CRIMINAL, "147", gettext_noop("violation of privacy and of the law on personal data")),
    LawArticle(_CRIMINAL, "158", gettext_noop("obstruction of a journalist's lawful professional activity")),
    LawArticle(_CRIMINAL, "174", gettext_noop("incitement of social, national, racial or religious discord")),
    LawArticle(_CRIMINAL, "182", gettext_noop("setting up an extremist group, or taking part in it")),
    LawArticle(_CRIMINAL, "194", gettext_noop("extortion")),
    LawArticle(_CRIMINAL, "202", gettext_noop("intentional destruction of or damage to property")),
    LawArticle(_CRIMINAL, "205", gettext_noop("unlawful access to information or to an information system")),
    LawArticle(_CRIMINAL, "258", gettext_noop("financing of terrorism or extremism")),
    LawArticle(_CRIMINAL, "274", gettext_noop("spreading knowingly false information")),
    LawArticle(_CRIMINAL, "293", gettext_noop("hooliganism")),
    LawArticle(_CRIMINAL, "373", gettext_noop("insult of the first president")),
    LawArticle(_CRIMINAL, "375", gettext_noop("attack on the honour and dignity of the president")),
    LawArticle(_CRIMINAL, "376", gettext_noop("attack on the honour and dignity of a member of Parliament")),
    LawArticle(_CRIMINAL, "378", gettext_noop("insult of a representative of authority")),
    LawArticle(_CRIMINAL, "380", gettext_noop("violence against a representative of authority")),
    LawArticle(_CRIMINAL, "400", gettext_noop("breach of the order of assemblies")),
    LawArticle(_CRIMINAL, "403", gettext_noop("interference of members of associations in the work of state bodies")),
    LawArticle(_CRIMINAL, "405", gettext_noop("taking part in an organisation banned for extremism or terrorism")),
    LawArticle(_CRIMINAL, "411", gettext_noop("defamation of a judge, a prosecutor or an investigator")),
    LawArticle(_CRIMINAL, "419", gettext_noop("knowingly false denunciation")),
    LawArticle(_CRIMINAL, "423", gettext_noop("disclosure of data of an investigation or of a closed trial")),
    LawArticle(_OFFENCES, "73-3", gettext_noop("defamation")),
    LawArticle(_OFFENCES, "434", gettext_noop("petty hooliganism")),
    LawArticle(_OFFENCES, "451", gettext_noop("breach of the law on mass media")),
    LawArticle(_OFFENCES, "456-2", gettext_noop("placing or spreading false information")),
    LawArticle(_OFFENCES, "476", gettext_noop("breach of the state of emergency")),
    LawArticle(_OFFENCES, "478", gettext_noop("provoking disorder under a state of emergency")),
    LawArticle(_OFFENCES, "488", gettext_noop("breach of the law on peaceful assemblies")),
    LawArticle(_OFFENCES, "653", gettext_noop("contempt of court")),
    LawArticle(_OFFENCES, "667", gettext_noop("disobeying a lawful demand of the police")),
    LawArticle(_CIVIL, "143", gettext_noop("protection of honour, dignity and business reputation")),
    LawArticle(_CIVIL, "144", gettext_noop("protection of private life")),
    LawArticle(_CIVIL, "145", gettext_noop("right to one's own image")),
    LawArticle(_CIVIL, "951", gettext_noop("moral damage")),
)

# Code of Criminal Procedure of 4 July 2014 № 231-V and Code of Administrative Offences. Remand of over 12 months needs an exceptional case; an arrest
# under a state of emergency may last 45 days, which is then known.
_CUSTODY_LIMITS = {
    CustodyKind.DETENTION: LegalTerm(3, TermUnit.DAYS, gettext_noop("Code of Criminal Procedure, article 131")),
    CustodyKind.REMAND: LegalTerm(18, TermUnit.MONTHS, gettext_noop("Code of Criminal Procedure, article 151")),
    CustodyKind.ARREST: LegalTerm(30, TermUnit.DAYS, gettext_noop("Code of Administrative Offences, article 50")),
}

# The same codes, and the Code of Civil Procedure of 31 October 2015 № 377-V. The law counts from the announcement of the ruling, the delivery of its
# copy or its full text, so the true term may end later than one counted from the day on record, and never earlier.
_APPEAL_TERMS = {
    CourtCase.CRIMINAL: LegalTerm(15, TermUnit.DAYS, gettext_noop("Code of Criminal Procedure, article 418")),
    CourtCase.ADMINISTRATIVE: LegalTerm(10, TermUnit.DAYS, gettext_noop("Code of Administrative Offences, article 832")),
    CourtCase.CIVIL: LegalTerm(1, TermUnit.MONTHS, gettext_noop("Code of Civil Procedure, article 403")),
}

# Law of 19 June 2024 № 93-VIII on mass media, article 36, paragraph 1: five working days from receipt of the request; extendable once by at most
# fifteen calendar days, with notice to the outlet within two working days. Administrative Procedural and Process-Related Code of 29 June 2020 №
# 350-VI, article 76: fifteen working days from receipt of the appeal; extendable by a reasoned decision to two months at most, with notice to the
# applicant within three working days. Read in November 2026 in the editions of zakonpravo.kz and of a state clinic's page on appeals. The text of
# article 99 (complaint to a higher body against a decision) was not available; a later end than this is never counted.
_ANSWER_TERMS = {
    LetterKind.INFORMATION: AnswerTerm(
        5,
        gettext_noop("Law on Mass Media, article 36"),
        gettext_noop("Where other bodies have to be asked, it may take up to 15 days longer, once; the outlet is told."),
    ),
    LetterKind.APPEAL: AnswerTerm(
        15,
        gettext_noop("Administrative Procedural and Process-Related Code, article 76"),
        gettext_noop("By a reasoned decision it may take up to two months; the applicant is told within three working days."),
    ),
}


# Days on which the state bodies of Kazakhstan do not work. Holidays: Law of 13 December 2001 № 267-II on holidays, articles 3 to 5. If one falls on a
# weekend, the next working day is free; the first day of Kurban Ait and 7 January are days off that are not moved (Labour Code, article 84). Republic
# Day was added, and the Day of the First President and 17 December were dropped, in 2022; Constitution Day is 15 March since 2027, and was 30 August
# until 2025 (Constitution adopted on 15 March 2026, article 94, and the ministry of labour on 18 March 2026). Exchanged weekend days: orders of the
# government and of the ministry of labour by article 85 of the Labour Code, as reported by the press. Add new ones, and the first day of Kurban Ait
# after 2027, when they are announced. A missing day off makes a term end a day too early, never too late.

_KURBAN_AIT = (
    date(2019, 8, 11), date(2020, 7, 31), date(2021, 7, 20), date(2022, 7, 9), date(2023, 6, 28), date(2024, 6, 16), date(2025, 6, 6), date(2026, 5, 27),
    date(2027, 5, 16),
)  # fmt: skip
# Days off, and the weekend day that was worked in exchange.
_EXCHANGED = {
    date(2022, 10, 24): date(2022, 10, 22),
    date(2023, 7, 7): date(2023, 7, 1),
    date(2024, 5, 8): date(2024, 5, 4),
    date(2025, 1, 3): date(2025, 1, 5),
}

DAYS_OFF = DaysOff(
    holidays=(
        PublicHoliday(1, 1),
        PublicHoliday(1, 2),
        PublicHoliday(1, 7, moves=False),
        PublicHoliday(3, 8),
        PublicHoliday(3, 15, since=2027),
        PublicHoliday(3, 21),
        PublicHoliday(3, 22),
        PublicHoliday(3, 23),
        PublicHoliday(5, 1),
        PublicHoliday(5, 7),
        PublicHoliday(5, 9),
        PublicHoliday(7, 6),
        PublicHoliday(8, 30, until=2025),
        PublicHoliday(10, 25, since=2022),
        PublicHoliday(12, 1, until=2021),
        PublicHoliday(12, 16),
        PublicHoliday(12, 17, until=2021),
    ),
    single=frozenset({*_KURBAN_AIT, *_EXCHANGED}),
    worked=frozenset(_EXCHANGED.values()),
)


PACK = CountryPack(
    code="KZ",
    prefix="KZ",
    # Almaty and Astana stayed at +6 and, with the whole country, use +5 since 1 March 2024.
    zone="Asia/Almaty",
    name="Kazakhstan",
    in_country=gettext_noop("in Kazakhstan"),
    ranked=pgettext_noop("in the index", "Kazakhstan"),
    name_stems=("казахстан", "қазақстан"),
    domain=".kz",
    currency="KZT",
    own_languages=frozenset({"kk"}),
    # The west used +5 before too; Kyzylorda since 21 December 2018.
    region_zones={
        "KZ-15": "Asia/Aqtobe",
        "KZ-23": "Asia/Atyrau",
        "KZ-27": "Asia/Oral",
        "KZ-39": "Asia/Qostanay",
        "KZ-43": "Asia/Qyzylorda",
        "KZ-47": "Asia/Aqtau",
    },
    regions={
        "KZ-10": gettext_noop("Abai region"),
        "KZ-11": gettext_noop("Akmola region"),
        "KZ-15": gettext_noop("Aktobe region"),
        "KZ-19": gettext_noop("Almaty region"),
        "KZ-23": gettext_noop("Atyrau region"),
        "KZ-27": gettext_noop("West Kazakhstan region"),
        "KZ-31": gettext_noop("Zhambyl region"),
        "KZ-33": gettext_noop("Zhetysu region"),
        "KZ-35": gettext_noop("Karaganda region"),
        "KZ-39": gettext_noop("Kostanay region"),
        "KZ-43": gettext_noop("Kyzylorda region"),
        "KZ-47": gettext_noop("Mangystau region"),
        "KZ-55": gettext_noop("Pavlodar region"),
        "KZ-59": gettext_noop("North Kazakhstan region"),
        "KZ-61": gettext_noop("Turkistan region"),
        "KZ-62": gettext_noop("Ulytau region"),
        "KZ-63": gettext_noop("East Kazakhstan region"),
        "KZ-71": gettext_noop("Astana city"),
        "KZ-75": gettext_noop("Almaty city"),
        "KZ-79": gettext_noop("Shymkent city"),
    },
    short_regions={
        "KZ-10": gettext_noop("Abai"),
        "KZ-11": gettext_noop("Akmola"),
        "KZ-15": gettext_noop("Aktobe"),
        "KZ-19": gettext_noop("Almaty reg."),
        "KZ-23": gettext_noop("Atyrau"),
        "KZ-27": gettext_noop("West Kaz."),
        "KZ-31": gettext_noop("Zhambyl"),
        "KZ-33": gettext_noop("Zhetysu"),
        "KZ-35": gettext_noop("Karaganda"),
        "KZ-39": gettext_noop("Kostanay"),
        "KZ-43": gettext_noop("Kyzylorda"),
        "KZ-47": gettext_noop("Mangystau"),
        "KZ-55": gettext_noop("Pavlodar"),
        "KZ-59": gettext_noop("North Kaz."),
        "KZ-61": gettext_noop("Turkistan"),
        "KZ-62": gettext_noop("Ulytau"),
        "KZ-63": gettext_noop("East Kaz."),
        "KZ-71": gettext_noop("Astana"),
        "KZ-75": pgettext_noop("map", "Almaty city"),
        "KZ-79": gettext_noop("Shymkent"),
    },
    # Each region next to those it borders on, as far as six columns allow.
    tiles=(
        ".      .      .      KZ-59  .      .    ",
        ".      .      KZ-39  KZ-11  KZ-71  KZ-55",
        "KZ-27  KZ-15  KZ-62  KZ-35  KZ-10  KZ-63",
        "KZ-23  KZ-43  KZ-61  KZ-31  KZ-19  KZ-33",
        "KZ-47  .      KZ-79  .      KZ-75  .    ",
    ),
    # Three regions of 2022, Shymkent of 2018, and the city of Almaty, which the press places in the surrounding region.
    parents={"KZ-10": "KZ-63", "KZ-33": "KZ-19", "KZ-62": "KZ-35", "KZ-79": "KZ-61", "KZ-75": "KZ-19"},
    seats=frozenset({"KZ-71", "KZ-75"}),
    cities=frozenset({"KZ-71", "KZ-75", "KZ-79"}),
    # The post-Soviet states. Exiled journalists of Kazakhstan live in several of them.
    neighbourhood=frozenset({"KZ", "KG", "UZ", "TJ", "TM", "RU", "BY", "UA", "MD", "GE", "AM", "AZ", "LT", "LV", "EE"}),
    law_codes=_LAW_CODES,
    law_articles=_LAW_ARTICLES,
    custody_limits=_CUSTODY_LIMITS,
    appeal_terms=_APPEAL_TERMS,
    answer_terms=_ANSWER_TERMS,
    legal_words=LEGAL_WORDS,
    currency_words=CURRENCY_WORDS,
    days_off=DAYS_OFF,
)
