"""A draft as it is met at the desk: one event told by four articles in two languages, one of them a reprint, with marks, stored pages and later states."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import PageItem
from records import watched_pages
from records.model import EvidenceRef
from records.tables import OutletRow, SnapshotRow
from records.vocabulary import PageChange
from tests.conftest import NOW
from tests.desk.site import Site, add_draft

OUTLETS = {
    "kz_dala": {"kk": "Дала жаршысы", "ru": "Вестник степи", "en": "Steppe Herald"},
    "kz_sary": {"kk": "Сарыарқа үні", "ru": "Голос Сарыарки", "en": "Voice of Saryarka"},
    "kz_ertis": {"kk": "Ертіс күні", "ru": "День Иртыша", "en": "Ertis Daily"},
}
TITLE = "Тастемирова не пустили на заседание маслихата"
TEXT = """Корреспондента газеты «Вестник степи» Ерлана Тастемирова не пустили в понедельник на заседание городского маслихата в Караганде, хотя оно было объявлено открытым.

Охранник у входа потребовал показать приглашение, а когда журналист предъявил редакционное удостоверение, вырвал у него из рук телефон и удалил снимки. По словам Тастемирова, охранник сослался на устное распоряжение аппарата маслихата: прессу не пускать, пока депутаты обсуждают бюджет.

«Я пришёл делать свою работу. Заседание открытое, повестка опубликована на сайте», — сказал корреспондент. Редакция направила жалобу в прокуратуру города и просит дать оценку действиям охраны.

Пресс-служба маслихата на запрос редакции не ответила. Заседание тем временем продолжилось без прессы и закончилось к обеду; о принятых решениях жителям сообщили вечером на сайте акимата."""
KAZAKH = """Қарағандыда «Дала жаршысы» газетінің тілшісі Ерлан Тастемиров қалалық мәслихаттың ашық отырысына кіре алмады.

Күзетші журналистің телефонын тартып алып, түсірген суреттерін өшірген. Редакция прокуратураға шағым түсірді."""


def reasons(page: str, *marks: tuple[str, str]) -> list[dict[str, Any]]:
    """The spans of these words in an article, as a screening gives them."""
    return [{"start": page.index(words), "end": page.index(words) + len(words), "text": words, "cue": "ACC", "role": role} for words, role in marks]


def screened(title: str, text: str, *marks: tuple[str, str], **more: Any) -> dict[str, Any]:
    """What the screening thought of an article of the event."""
    return {
        "score": 0.93,
        "categories": [{"code": "ACC", "score": 0.93}, {"code": "OBS", "score": 0.71}],
        "persons": [{"name": "Ерлан Тастемиров", "role": "victim"}],
        "outlets": ["Вестник степи"],
        "actor": "security_guard",
        "place": "Караганда",
        "incident_date": "2026-11-23",
        "reasons": reasons(f"{title}\n{text}", *marks),
        **more,
    }


def make_case(site: Site) -> int:
    """The draft's id. Articles: `case1` (told most), `case2` its reprint, `case3` in Kazakh, `case4`."""
    with site.writing() as session:
        for name, names in OUTLETS.items():
            session.add(OutletRow(name=name, title=names, home=f"https://{name}.example/", country="KZ", region="KZ-35", languages=["ru", "kk"],
                                  minimum=None, listed_on=NOW.date(), left_on=None))  # fmt: skip
        marks = (
            ("Корреспондента газеты", "because"),
            ("Ерлана Тастемирова", "who"),
            ("не пустили", "act"),
            ("вырвал у него из рук телефон", "act"),
            ("редакционное удостоверение", "because"),
        )
        first = add_draft(session, "case1", title=TITLE, text=TEXT, outlet="kz_dala", authors=["А. Есенова"], screened=screened(TITLE, TEXT, *marks))
        add_draft(session, "case2", title=TITLE, text=TEXT, outlet="kz_ertis", copy_of="case1", screened=screened(TITLE, TEXT, *marks, score=0.9))
        title = "Тастемирова пресс-хатшы отырысқа кіргізбеді"
        add_draft(
            session,
            "case3",
            title=title,
            text=KAZAKH,
            lang="kk",
            outlet="kz_sary",
            screened=screened(title, KAZAKH, ("Ерлан Тастемиров", "who"), ("кіре алмады", "act"), lang="kk", score=0.8),
        )
        add_draft(session, "case4", title="Тастемирова ждут в прокуратуре", text="Прокуратура проверит жалобу редакции на охрану маслихата.", outlet="kz_ertis",
                  screened=screened("Тастемирова ждут в прокуратуре", "Прокуратура проверит жалобу редакции на охрану маслихата.", ("жалобу редакции", "because"), score=0.7, outcome="investigating"))  # fmt: skip
    return first


def store(
    site: Site, article: str, body: bytes, kind: str = "text/html; charset=utf-8", *, url: str = "https://kz-dala.example/news/1"
) -> EvidenceRef:
    """Let these bytes be the first stored state of an article."""
    ref = write(site.settings.evidence, body, kind, url)
    with site.writing() as session:
        session.execute(
            update(SnapshotRow).where(SnapshotRow.article_id == article).values(file=ref.file, offset=ref.offset, sha256=ref.sha256, url=url)
        )
    return ref


def write(folder: Path, body: bytes, kind: str = "text/html; charset=utf-8", url: str = "https://kz-dala.example/news/1") -> EvidenceRef:
    """A page in a WARC file."""
    writer = EvidenceWriter(folder, "run")
    try:
        headers = (("Content-Type", kind),) if kind else ()
        return writer.write(PageItem(outlet="kz_dala", url=url, final_url=url, status=200, headers=headers, body=body, fetched_at=NOW))
    finally:
        writer.close()


def later(site: Site, article: str, change: PageChange, body: bytes = b"<p>later", days: int = 3, **read: Any) -> int:
    """A later state of an article's page; its id."""
    ref = write(site.settings.evidence, body)
    with site.writing() as session:
        watched_pages.add_state(
            session, article, change, at=NOW + timedelta(days=days), evidence=ref, url="https://kz-dala.example/news/1", status=200, **read
        )
        return last_state(session, article)


def last_state(session: Session, article: str) -> int:
    """The newest state of an article's page."""
    return int(session.scalars(select(SnapshotRow.id).where(SnapshotRow.article_id == article).order_by(SnapshotRow.id.desc())).first() or 0)


def html_page(title: str, text: str, extra: str = "") -> bytes:
    """A page as an outlet makes it."""
    paragraphs: Sequence[str] = text.split("\n\n")
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return f"<!doctype html><meta charset=utf-8><title>{title}</title>{extra}<style>body{{font:17px Georgia;max-width:44em;margin:2em auto}}</style><h1>{title}</h1>{body}".encode()
