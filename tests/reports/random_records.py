"""Records of every kind by chance, and what the commands export and publish of them."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner

from flows.cli import export_command, report_command
from records.database import write_transaction
from records.incident_model import Incident, Victim
from records.incidents import admit
from records.legal_case import ChargedArticle
from records.vocabulary import Target
from tests.conftest import NOW
from tests.reports.test_recounted_figures import made

NAMES = ("Айгерім Сынақова", "Айгерим Сынакова", "Марат Ойдан", "Сынақова", "Сәуле Үлгі", "Lukpan Testov", "Роман Пробный", "Зере Мысал")
OUTLETS = ("", "", "dala.example", "orda.example")

app = typer.Typer()
report_command.add_to(app)
export_command.add_to(app)


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
        "target": chance.choice([None, *Target]),
        "online": chance.choice([True, False]),
        "law_articles": tuple(articles),
        "amount_claimed": claimed,
        "amount_awarded": awarded,
        "currency": None if claimed is awarded is None else chance.choice(["KZT", "USD"]),
    }
    return {name: value for name, value in found.items() if value not in (None, ())}


def keep(engine: Engine, monkeypatch: pytest.MonkeyPatch, incidents: Iterator[Incident]) -> Engine:
    """Put them into the database, which is the commands' from here on."""
    monkeypatch.setenv("QORGAN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    with write_transaction(engine) as session:
        for one in incidents:
            admit(session, one, who="Aigul", now=NOW)
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
