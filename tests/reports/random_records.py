"""Records of every kind by chance, and what the commands export and publish of them."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner

from flows.cli import export_command, report_command
from records.country import home
from records.database import write_transaction
from records.incident_model import Incident, Penalty, Status, Victim
from records.incidents import import_incident
from records.legal_case import ChargedArticle
from records.vocabulary import Actor, Category, DatePrecision, Motive, SentenceKind, StatusCode, Target, TermUnit
from tests.conftest import NOW

NAMES = ("Айгерім Сынақова", "Айгерим Сынакова", "Марат Ойдан", "Сынақова", "Сәуле Үлгі", "Lukpan Testov", "Роман Пробный", "Зере Мысал")
OUTLETS = ("", "", "dala.example", "orda.example")

app = typer.Typer()
app.command()(report_command.report)
app.command()(export_command.export)


FIRST = date(2022, 1, 1)
_TERMS = ((3, TermUnit.DAYS), (15, TermUnit.DAYS), (2, TermUnit.MONTHS), (1, TermUnit.YEARS), (7, TermUnit.YEARS))


def made(count: int, seed: int) -> Iterator[Incident]:
    """Incidents of every kind with statuses of both tracks in any order, some of them on the wrong one, as old records have them."""
    chance = random.Random(seed)
    for serial in range(1, count + 1):
        primary = chance.choice([*Category, Category.KIL, Category.CRM, Category.ARR])
        precision = chance.choice([*DatePrecision, DatePrecision.DAY, DatePrecision.DAY, None])
        day = FIRST + timedelta(days=chance.randrange(1700))
        first = {DatePrecision.MONTH: {"day": 1}, DatePrecision.YEAR: {"month": 1, "day": 1}}
        told = sorted((_status(chance, day) for _ in range(chance.randrange(7))), key=lambda one: one.day)
        yield Incident(
            number=home().number(2022, serial), primary=primary,
            categories=tuple(dict.fromkeys([primary, *chance.sample(list(Category), chance.randrange(3))])),
            recorded=day + timedelta(days=chance.randrange(60)), title=f"№ {serial}",
            day=day.replace(**first.get(precision, {})) if precision else None, precision=precision, region=chance.choice([None, *home().regions]),
            actor=chance.choice(list(Actor)), facts={"motive": chance.choice(list(Motive))},
            statuses=tuple(one for one in told if not one.withdrawn), withdrawn_statuses=tuple(one for one in told if one.withdrawn),
            withdrawn=chance.random() < 0.05,
        )  # fmt: skip


def _status(chance: random.Random, day: date) -> Status:
    code = chance.choice(list(StatusCode))
    term, unit = chance.choice(_TERMS)
    penalty = {
        StatusCode.JSN: Penalty(chance.choice([*SentenceKind, None]), term, unit),
        StatusCode.JAA: Penalty(term=term, unit=unit),
        StatusCode.JBN: Penalty(term=term, unit=unit),
        StatusCode.JFN: Penalty(sum=chance.randrange(1, 10**6), currency=chance.choice(["KZT", "USD"])),
        StatusCode.JDM: Penalty(sum=chance.randrange(1, 10**6), currency="KZT"),
    }.get(code, Penalty())
    when = day + timedelta(days=chance.choice([0, 1, 5, chance.randrange(900)]))
    return Status(when, code, penalty=penalty if chance.random() < 0.8 else Penalty(), withdrawn=chance.choice(["", "", "", "another case"]))


def recorded(count: int, seed: int) -> Iterator[Incident]:
    """The incidents of `made` with persons under several spellings, places, and detentions of which it is known whether they were lawful."""
    chance, more = random.Random(seed), random.Random(f"{seed}, the other fields")
    for one in made(count, seed):
        people = chance.sample(NAMES, chance.choice([0, 1, 1, 1, 2, 3]))
        yield replace(
            one,
            place=chance.choice([None, None, "Орал"]),
            facts={**one.facts, "lawful": chance.choice(["yes", "no", "unknown"]), **_further(more)},
            victims=tuple(Victim(name, "journalist", chance.choice(OUTLETS)) for name in people),
        )


def _further(chance: random.Random) -> dict[str, Any]:
    """Fields that one incident has and another has not."""
    articles = [
        ChargedArticle(*chance.choice([("KZ-CC", "274"), ("KZ-CC", "131"), ("KZ-CAO", "489")]), part) for part in ("", "2")[: chance.randrange(3)]
    ]
    claimed, awarded = (chance.choice([None, None, 0, chance.randrange(1, 10**7)]) for _ in range(2))
    found: dict[str, Any] = {
        "target": chance.choice([None, *Target]), "online": chance.choice([True, False]), "law_articles": tuple(articles), "amount_claimed": claimed,
        "amount_awarded": awarded, "currency": None if claimed is awarded is None else chance.choice(["KZT", "USD"]),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value not in (None, ())}


def keep(engine: Engine, monkeypatch: pytest.MonkeyPatch, incidents: Iterator[Incident]) -> Engine:
    """Put them into the database, which is the commands' from here on."""
    monkeypatch.setenv("QORGAN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    with write_transaction(engine) as session:
        for one in incidents:
            import_incident(session, one, who="Aigul", now=NOW)
    return engine


def run(*words: object) -> str:
    """What a command prints."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception:
        raise done.exception
    return done.stdout


def exported(what: str, *options: object) -> list[dict[str, Any]]:
    """The rows of an export, also of what was withdrawn."""
    return [json.loads(line) for line in run("export", what, "--withdrawn", *options).splitlines()]
