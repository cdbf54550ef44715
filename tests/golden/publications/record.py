"""An invented record: 77 obstructions, 7 detentions, 16 attacks, 2 cases of surveillance, 30 threats from January to October 2021, one attack of 2019, and four cases against journalists of 2020."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from records.country import home
from records.incident_model import NO_PENALTY, Incident, Penalty, Source, Status, Victim
from records.incident_texts.sentences import TextKind, TextNote, TextState, text_name
from records.incidents import import_incident
from records.language.names import letters_key
from records.outlets import health
from records.outlets.health import PanelOutlet
from records.persons.decisions import merge_persons
from records.persons.repository import all_persons
from records.vocabulary import Actor, Category, DatePrecision, SentenceKind, StatusCode, TermUnit

UNTIL = date(2021, 11, 2)
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
COUNTS = {Category.OBS: 77, Category.THR: 30, Category.ATT: 16, Category.DET: 7, Category.SUR: 2}
_NAMES = (
    "Сания Өтепова", "Роман Вересов", "Гүлжан Сәрсекова", "Тимур Айдынов", "Лидия Корнеева", "Бауыржан Қойшыбек", "Марат Жолдинов", "Арман Тілеков",
    "Инна Савченко", "Зере Мұқанова", "Денис Полевой", "Қарлығаш Ерубай",
)  # fmt: skip


_ONE_PERSON = ("Айгерім Сақтапова", "Aigerim Saktapova", "Айгерим Сактапова")


def status(day: date, code: str, note: str = "", penalty: Penalty = NO_PENALTY) -> Status:
    """A status with a source."""
    return Status(day, StatusCode(code), "https://desk.example/source", note, penalty)


_REASON = """kk: тергеу нұсқасы бойынша, шабуылдаған адам оның өзін таныстырғанын естімеген
ru: по версии следствия, нападавший не услышал, что она представилась
en: according to the investigators, the attacker did not hear her introduce herself"""


def checked(*langs: str) -> dict[str, Any]:
    """What is kept of summaries that a person checked in these languages."""
    return {f"summary_{lang}": {"state": "checked", "by": "Aigul", "at": "2026-11-24T06:00:00+00:00"} for lang in langs}


DROPPED = Incident(
    "KZ-2021-0011", Category.ATT, (Category.ATT,), date(2021, 3, 16), "Напавший «не расслышал», что перед ним журналист", date(2021, 3, 15),
    DatePrecision.DAY, "KZ", "Көкшетау", "KZ-11", (Victim("Дана Ержанова", "тілші", "dala-716.example"),), ("dala-716.example",), Actor.PRIVATE_PERSON,
    summary={
        "kk": "Базардағы өрт туралы түсіріп жүрген тілші Дана Ержановаға бейтаныс ер адам жұдырық жұмсап, телефонын жерге ұрды.",
        "ru": "Корреспондента Дану Ержанову, снимавшую пожар на рынке, ударил незнакомый мужчина, телефон он разбил о землю.",
        "en": "A man struck the reporter Dana Yerzhanova as she was filming a fire at the market, and smashed her phone.",
    },
    text_notes=checked("kk", "ru", "en"),
    statuses=(
        status(date(2021, 3, 15), "REP"), status(date(2021, 3, 16), "CMP"), status(date(2021, 3, 20), "PTI"),
        status(date(2021, 7, 1), "DRP", _REASON),
    ),
    articles=(Source("a" * 64, "https://dala-716.example/news/ort", "dala-716.example", "ru", "Пожар", "2021-03-15T10:00:00+06:00"),),
)  # fmt: skip
BLAMED = Incident(
    "KZ-2021-0012", Category.ATT, (Category.ATT, Category.OBS), date(2021, 4, 6), "Охрана торгового дома избила съёмочную группу", date(2021, 4, 5),
    DatePrecision.DAY, "KZ", "Петропавл", "KZ-59",
    (Victim("Серік Бекенов", "тілші", "kyzyl-tv.example"), Victim("Ольга Тарасова", "", "kyzyl-tv.example"), Victim("Жанат Омаров", "оператор", "")),
    ("kyzyl-tv.example",), Actor.SECURITY_GUARD,
    summary={
        "ru": "Охранники торгового дома кулаками выгнали съёмочную группу, хотя камера всё записала.",
        "en": "Guards of a shopping centre drove a crew out with their fists, though the camera recorded all of it.",
    },
    text_notes=checked("ru", "en"),
    statuses=(status(date(2021, 4, 5), "REP"), status(date(2021, 5, 20), "BLM", "съёмка велась «вызывающе»")),
)  # fmt: skip
THREATS = Incident(
    "KZ-2021-0013", Category.THR, (Category.THR,), date(2021, 6, 10), "Редактору угрожают расправой", date(2021, 6, 10), DatePrecision.DAY, "KZ",
    "Атырау", "KZ-23", (Victim("Азат Мұратбек", "редактор", "teniz.example"),), ("teniz.example",),
    summary={
        "kk": "«Теңіз» газетінің редакторы Азат Мұратбек өзіне өлім қатері төніп тұрғанын полицияға хабарлады.",
        "ru": "Редактор газеты «Теңіз» Азат Муратбек сообщил полиции об угрозах своей жизни.",
        "en": "Azat Muratbek, editor of the newspaper Teniz, told the police of threats to his life.",
    },
    text_notes=checked("kk", "ru", "en"),
    statuses=(status(date(2021, 6, 10), "CMP"),),
)  # fmt: skip
SINCE_2019 = Incident(
    "KZ-2019-0001", Category.ATT, (Category.ATT,), date(2019, 7, 23), "Нападение на журналистов в бюро по правам человека", date(2019, 7, 22),
    DatePrecision.DAY, "KZ", "Алматы", "KZ-75", (Victim("Айжан Серғазина", "", "azat.example"), Victim("Петр Громов", "", "azat.example")), (),
    summary={
        "kk": "Құқық қорғау бюросындағы баспасөз мәслихатын бір топ адам бұзып, журналистерді соққыға жықты; жәбірленушілер шабуылдаушылардың бейнесін берді.",
        "ru": "Группа людей сорвала пресс-конференцию в правозащитном бюро и избила журналистов; пострадавшие передали видео с нападавшими.",
        "en": "A group broke up a press conference at a human rights bureau and beat journalists; the victims handed over video of the attackers.",
    },
    text_notes=checked("kk", "ru", "en"),
    statuses=(status(date(2019, 7, 22), "REP"), status(date(2019, 7, 23), "CMP"), status(date(2019, 7, 24), "PTI")),
)  # fmt: skip
# Cases against journalists, from before the year.
IN_PRISON = Incident(
    "KZ-2020-0001", Category.CRM, (Category.CRM, Category.ARR), date(2020, 9, 15), "Блогера судят за публикации", date(2020, 9, 14), DatePrecision.DAY, "KZ",
    "Орал", "KZ-27", (Victim("Талғат Нұрланов", "блогер", ""),), (), Actor.LAW_ENFORCEMENT,
    summary={
        "kk": "Әкімдіктің сатып алуларын зерттеген блогер Талғат Нұрлановты үйінде ұстап, оған жалған ақпарат таратты деген айып тағылды.",
        "ru": "Блогера Талгата Нурланова, писавшего о закупках акимата, задержали дома и обвинили в распространении ложной информации.",
        "en": "The blogger Talgat Nurlanov, who wrote of purchases of the city, was detained at home and accused of spreading false information.",
    },
    text_notes=checked("kk", "ru", "en"),
    statuses=(
        status(date(2020, 9, 14), "JDT"), status(date(2021, 2, 1), "JCT"),
        status(date(2021, 4, 12), "JSN", penalty=Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)),
        status(date(2021, 4, 20), "JAP"), status(date(2021, 6, 15), "JUP"),
    ),
)  # fmt: skip
ACQUITTED = Incident(
    "KZ-2020-0002", Category.CRM, (Category.CRM,), date(2020, 11, 21), "Журналистку судили за клевету и оправдали", date(2020, 11, 20), DatePrecision.DAY,
    "KZ", "Талдықорған", "KZ-33", (Victim("Сәуле Исаева", "журналист", "jetisu.example"),), ("jetisu.example",), Actor.STATE_OFFICIAL,
    summary={
        "kk": "Әкімнің орынбасары «Жетісу» газетінің журналисі Сәуле Исаеваның үстінен жала жапты деп арыз берді.",
        "ru": "Заместитель акима обвинил журналистку газеты «Жетісу» Сауле Исаеву в клевете.",
        "en": "A deputy mayor accused Saule Isaeva, a journalist of the newspaper Jetisu, of libel.",
    },
    text_notes=checked("kk", "ru", "en"),
    statuses=(status(date(2020, 11, 20), "JIN"), status(date(2021, 3, 1), "JCT"), status(date(2021, 6, 10), "JAC")),
)  # fmt: skip
DAMAGES = Incident(
    "KZ-2020-0003", Category.CIV, (Category.CIV,), date(2020, 12, 2), "Компания требует опровержения", date(2020, 12, 1), DatePrecision.DAY, "KZ", "Ақтөбе",
    "KZ-15", (), ("kokjiek.example",), Actor.BUSINESS,
    statuses=(
        status(date(2020, 12, 1), "JIN"), status(date(2021, 5, 5), "JCT"),
        status(date(2021, 10, 12), "JDM", penalty=Penalty(sum=500_000, currency="KZT")),
    ),
)  # fmt: skip
ARRESTED = Incident(
    "KZ-2020-0004", Category.ADM, (Category.ADM, Category.ARR), date(2020, 12, 17), "Корреспондент арестован после митинга", date(2020, 12, 16),
    DatePrecision.DAY, "KZ", "Алматы", "KZ-75", (Victim("Ерлан Сабыров", "тілші", "azat.example"),), ("azat.example",), Actor.COURT,
    statuses=(status(date(2020, 12, 17), "JAA", penalty=Penalty(None, 15, TermUnit.DAYS)), status(date(2020, 12, 31), "JRL")),
)  # fmt: skip
PURSUED = (IN_PRISON, ACQUITTED, DAMAGES, ARRESTED)
TOLD = (DROPPED, BLAMED, THREATS, SINCE_2019)


def incidents() -> Iterator[Incident]:
    """All of them by number: those told and, around them, as many others as the counts want."""
    told_of = Counter(case.primary for case in TOLD if case is not SINCE_2019)
    rest = [category for category, count in COUNTS.items() for _ in range(count - told_of[category])]
    told = {case.number: case for case in TOLD}
    yield SINCE_2019
    nth = 0
    for serial in range(1, sum(COUNTS.values()) + 1):
        number = f"KZ-2021-{serial:04d}"
        if number in told:
            yield told[number]
        else:
            # A step that shares no factor with the length spreads the categories over the year.
            yield _plain(number, rest[nth * 37 % len(rest)], nth)
            nth += 1


def _plain(number: str, category: Category, nth: int) -> Incident:
    """One of many: of a few a fine is known, one has three spellings, two no place, one no day."""
    day = date(2021, 1, 3) + timedelta(days=nth * 300 // 130)
    name = dict(zip((5, 17, 29), _ONE_PERSON, strict=True)).get(nth, _NAMES[nth % len(_NAMES)])
    placeless = nth in (40, 41)
    region = list(home().regions)[nth % len(home().regions)]
    statuses = [status(day, "REP")] + ([status(day + timedelta(days=20), "APN")] if nth % 12 == 0 else [])
    return Incident(
        number, category, (category,), day + timedelta(days=1), f"Другой случай {nth + 1}", day.replace(day=1) if nth == 60 else day,
        DatePrecision.MONTH if nth == 60 else DatePrecision.DAY, "KZ", None, None if placeless else region,
        () if nth % 25 == 24 else (Victim(name),), (), list(Actor)[nth % len(Actor)], statuses=tuple(statuses),
    )  # fmt: skip


def _checked(incident: Incident) -> Incident:
    """Somebody vouches for its summaries and its title."""
    note = TextNote(TextState.CHECKED, "Aigul", NOW.isoformat()).to_json()
    names = [text_name(TextKind.TITLE, "ru"), *(text_name(TextKind.SUMMARY, lang) for lang in incident.summary)]
    return replace(incident, text_notes=dict.fromkeys(names, note))


def _put_together(session: Session) -> None:
    """Somebody has said that these spellings are one person's."""
    first, *others = (person for person in all_persons(session) if letters_key(person.name) == letters_key(_ONE_PERSON[0]))
    for other in others:
        merge_persons(session, other.id, first.id, who="Aigul", now=NOW)


def store(session: Session, *more: Incident) -> None:
    """Everything into an empty database, and an outlet that was not heard on one of four days."""
    for incident in (*incidents(), *more):
        import_incident(session, _checked(incident), who="Aigul", now=NOW)
    _put_together(session)
    health.join_panel(
        session,
        PanelOutlet("kz_dala", {"kk": "Дала 716", "ru": "Дала 716", "en": "Dala 716"}, "https://dala-716.example/", "KZ", "KZ-11", ("ru",)),
        date(2021, 10, 30),
    )
    for day in (date(2021, 10, 30), date(2021, 10, 31), date(2021, 11, 1)):
        health.note_visit(session, "kz_dala", day, None, NOW)
