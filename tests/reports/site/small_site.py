"""A small record of invented people for the tests of the site, and the files that are made of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records.database import consistent_read_session, write_transaction
from records.incident_model import Incident, Source, Status, Victim
from records.incidents.repository import edit, withdraw
from records.vocabulary import Actor, Category, DatePrecision, StatusCode
from reports.site import BuiltSite, SiteFolder, SiteRequest, build_site
from tests.conftest import NOW
from tests.desk.incident_records import add_outlet, admit_all, incident, many

TODAY = date(2026, 11, 24)
BASE = "https://press.example/"
WITHDRAWN = "KZ-2026-0900"
HOSTILE = "KZ-2026-0901"
JAILED = "KZ-2026-0902"
BAD = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def hostile() -> Incident:
    """One whose every text tries to be markup, with links that no page may have."""
    return replace(
        incident(901, date(2026, 5, 5)),
        number=HOSTILE,
        title=f"Дело {BAD}",
        titles={"ru": f"Дело {BAD}"},
        title_lang="ru",
        place=BAD,
        summary={"en": f"What happened {BAD}"},
        text_notes={name: {"state": "checked"} for name in ("title_ru", "summary_en")},
        victims=(Victim(f"Марат {BAD}", BAD, BAD),),
        outlets=(BAD, "../../etc/passwd"),
        statuses=(
            Status(date(2026, 5, 6), StatusCode.REP, "javascript:alert(3)", BAD),
            Status(date(2026, 5, 7), StatusCode.CMP, 'https://x.example/"><b>', ""),
        ),
        articles=(
            Source("bad1", "javascript:alert(4)", "kz_bad", "ru", BAD, "2026-05-05"),
            Source("bad2", "https://news.example/a?b=1&c=2", "kz_dala", "ru", f"Новость {BAD}", "2026-05-05", "ab" * 32),
        ),
    )


def jailed() -> Incident:
    """A journalist in custody, with both spellings of a name that Russian and Kazakh letters tell apart."""
    return Incident(
        JAILED, Category.CRM, (Category.CRM,), date(2026, 6, 2), "Сапарқызы қамауға алынды", date(2026, 6, 1), DatePrecision.DAY, "KZ", "Алматы", "KZ-75",
        (Victim("Айгүл Сапарқызы", "тілші", "Дала жаршысы"),), ("Дала жаршысы",), Actor.COURT,
        statuses=(Status(date(2026, 6, 1), StatusCode.JIN, "полиция", ""), Status(date(2026, 6, 2), StatusCode.JDT, "https://dala.example/sot", "")),
        title_lang="kk", titles={"kk": "Сапарқызы қамауға алынды"}, text_notes={"title_kk": {"state": "checked"}},
    )  # fmt: skip


def store(session: Session, count: int = 12) -> None:
    """Some ordinary incidents, the two above, one without a date, one that was corrected, and one that was withdrawn."""
    add_outlet(session, "kz_dala")
    admit_all(session, [*many(count), hostile(), jailed(), incident(903, None), replace(incident(900, date(2026, 5, 4)), title="Құпия тақырып")])
    edit(session, JAILED, {"place": "Астана"}, {"contacts": "жасырын байланыс 77"}, who="Құпия редактор", now=NOW, note="құпия себеп")
    withdraw(session, WITHDRAWN, who="Құпия редактор", now=NOW, note="құпия себеп")


def filled(engine: Engine, count: int = 12) -> Engine:
    """The same in a database of its own."""
    with write_transaction(engine) as session:
        store(session, count)
    return engine


def written(engine: Engine, output: Path, base_url: str = "", until: date = TODAY, processors: int = 1) -> BuiltSite:
    """The site of the record, in its place."""
    with SiteFolder(output) as folder, consistent_read_session(engine) as session:
        built = build_site(session, SiteRequest(until, base_url), TODAY, folder, processors)
        folder.stand({"incidents": built.incidents})
    return built


def files_of(output: Path) -> dict[str, bytes]:
    """Every file by its name."""
    return {file.relative_to(output).as_posix(): file.read_bytes() for file in output.rglob("*") if file.is_file()}


@contextmanager
def collecting(output: Path) -> Iterator[SiteFolder]:
    """A folder of a site for a test that writes single pages into it."""
    with SiteFolder(output) as folder:
        yield folder
        folder.stand({})
