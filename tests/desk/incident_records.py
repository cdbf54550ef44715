"""A record for tests of the desk's pages: incidents of invented people, with what became of them, and outlets with their days."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice
from typing import Any

from sqlalchemy.orm import Session

from records.country import home
from records.incident_model import Incident, Status, Victim
from records.incident_texts.texts import title_language
from records.incidents import import_incident
from records.outlets import health
from records.outlets.health import PanelOutlet
from records.tables import OutletDayRow
from records.vocabulary import Actor, Category, Cause, DatePrecision, StatusCode
from tests.conftest import NOW

TODAY = date(2026, 11, 24)
_NAMES = ("Ерлан Тастемиров", "Айгүл Сейтқали", "Марат Жұбанов", "Динара Омарова", "Тимур Ахметов", "Жанна Қасымова", "Нұрлан Есенов", "Сауле Бекова")
_TITLES = {
    Category.ATT: "Журналиста {name} избили у дома",
    Category.THR: "{name}: қоқан-лоққы хат келді",
    Category.DET: "{name} задержали на площади во время съёмки",
    Category.OBS: "{name} мәслихат жиналысына кіргізілмеді",
    Category.ACC: "Акимат отказал {name} в ответе на запрос",
    Category.CRM: "{name}: қылмыстық іс қозғалды",
    Category.BLK: "Сайт редакции, где работает {name}, перестал открываться",
    Category.BOR: "{name} не пустили через границу",
}
_LATER = (StatusCode.CMP, StatusCode.PTI, StatusCode.CRTP, StatusCode.CVF)


def incident(nth: int, day: date | None, **given: Any) -> Incident:
    """The nth one of its year, with statuses that go further the higher its number."""
    category = list(_TITLES)[nth % len(_TITLES)]
    name = _NAMES[nth % len(_NAMES)]
    year = (day or TODAY).year
    begun = day or TODAY
    steps = [Status(begun, StatusCode.REP, f"https://dala.example/news/{nth}", "")]
    steps += [Status(min(begun + timedelta(days=9 * at), TODAY), code, "Полиция департаменті", "") for at, code in enumerate(_LATER[: nth % 6], 1)]
    values: dict[str, Any] = {
        "title": _TITLES[category].format(name=name),
        "day": day,
        "precision": DatePrecision.DAY if day else None,
        "country": "KZ",
        "place": "Қостанай",
        "region": list(home().regions)[nth * 7 % len(home().regions)] if nth % 11 else None,
        "victims": (Victim(name, "тілші", "Дала жаршысы"),),
        "outlets": ("Дала жаршысы",),
        "actor": list(Actor)[nth % 5],
        "summary": {"ru": f"Что случилось с {name}: коротко и по порядку.", "kk": f"{name}: не болды, қысқаша."},
        "statuses": tuple(steps),
    }
    values |= given
    lang = title_language(values["title"])
    values = {"title_lang": lang, "titles": {lang: values["title"]} if lang else {}, **values}
    return Incident(f"KZ-{year}-{nth:04}", category, (category, Category.SMR) if nth % 4 == 0 else (category,), TODAY, **values)


def many(count: int, first: date = date(2025, 1, 5), last: date = TODAY) -> Iterator[Incident]:
    """So many incidents, spread over the days from the first to the last, numbered within their years."""
    span, serials = (last - first).days, dict.fromkeys(range(first.year, last.year + 1), 0)
    for nth in range(count):
        # Unevenly, as life is: more in some seasons than in others.
        day = first + timedelta(days=(nth * span // count + (nth * nth) % 23) % (span + 1))
        serials[day.year] += 1
        made = incident(nth, day)
        yield Incident(**{**vars(made), "number": f"KZ-{day.year}-{serials[day.year]:04}"})


def admit_all(session: Session, incidents: Iterator[Incident] | list[Incident]) -> list[str]:
    """Into the record, as an import does it; the numbers."""
    numbers = []
    for one in incidents:
        import_incident(session, one, who="Berik", now=NOW)
        numbers.append(one.number)
        if len(numbers) % 500 == 0:
            session.expunge_all()
    return numbers


def add_outlet(session: Session, name: str, *, region: str | None = "KZ-35", minimum: int | None = None, articles: int = 5, fails: int = 0) -> None:
    """An outlet with thirty days: so many articles on each, and no answer on the last `fails` of them."""
    title = {"kk": f"{name} газеті", "ru": f"Газета {name}", "en": f"{name} gazette"}
    joined = TODAY - timedelta(days=60)
    health.join_panel(session, PanelOutlet(name, title, f"https://{name.replace('_', '-')}.example/", "KZ", region, ("ru",), minimum), joined)
    for back, wobble in zip(range(29, -1, -1), islice(cycle((0, 2, 1, 4, 3)), 30), strict=True):
        day, failed = TODAY - timedelta(days=back), back < fails
        session.add(OutletDayRow(outlet=name, day=day, articles=0 if failed else articles + (wobble if articles else 0)))
        session.flush()
        health.note_visit(session, name, day, Cause.TIMEOUT if failed else None, datetime.combine(day, time(5), UTC))
