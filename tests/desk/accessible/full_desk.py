"""A desk on which every page has something to show: drafts of all kinds and states, incidents on both tracks, persons, outlets that fail, a history,
accounts with second factors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pyotp
from sqlalchemy.orm import Session

from desk.auth import authenticator_app
from desk.outlet_trials import Trial
from desk.pages.outlets.entry_form import entry_values, fingerprint
from desk.state import DeskState
from records import collaboration, incidents, proposals, review, tokens
from records.collaboration import WorkSubject, give
from records.incident_model import Penalty, Status
from records.messages import attach_message, find_message
from records.outlets.requests import request_page, request_visit
from records.persons.repository import new_person
from records.review import opinions, queue
from records.review.incident_facts import corrections
from records.tables import DraftRow, PasskeyRow, UserRow
from records.users import Role
from records.vocabulary import (
    Fate,
    MessageFate,
    OmittedPartReason,
    OpinionField,
    PageChange,
    RejectReason,
    SenderVerification,
    SentenceKind,
    StatusCode,
    TermUnit,
)
from spiders.probe.probe_result import ProbedArticle, ProbedSource, ProbeResult
from tests.conftest import NOW
from tests.desk.draft_case import TEXT, TITLE, html_page, later, make_case, store
from tests.desk.incident_records import add_outlet, admit_all, incident, many
from tests.desk.numbered_drafts import chosen_one, renumber
from tests.desk.site import Site, add_draft, add_person, open_site
from tests.records.intake.received import receive

# Beside one of each role: who has an app and a passkey, who has yet to choose a password, and who sets up an app.
WITH_FACTOR, BY_ONE_TIME, SETTING_UP = "Ерлан", "Гүлнар", "Зарина"
# Incidents: one on each of whose tracks something happened, one with a legal case and a hearing ahead.
TRACKS, CASE = "KZ-2026-0301", "KZ-2026-0302"
ALIKE = ("Бауыржан Жүсіпов", "Бауыржан Жусупов")
_VICTIM = {"persons": [{"name": "Асель Тестова", "role": "victim"}]}
_LONG = "соты «Сарыарқа үні» газетінің тілшісі Нұрсұлтан Әбдіқадырұлының шағымын қараусыз қалдырды, редакция апелляцияға береді"


@dataclass
class FullDesk:
    """The desk, the secret of the app of `WITH_FACTOR`, and what its pages are opened by: names for the addresses of `every_look`."""

    site: Site
    app: pyotp.TOTP
    named: dict[str, str | int] = field(default_factory=dict)


@contextmanager
def full_desk(folder: Path) -> Iterator[FullDesk]:
    """The desk over SQLite."""
    site = open_site(f"sqlite:///{folder / 'desk.db'}", folder / "var", origin="")
    made = FullDesk(site, _people(site))
    with site.writing() as session:
        _record(session)
        _outlets(session)
    _tried(site)
    made.named |= {"tracks": TRACKS, "case": CASE, **_drafts(site), **_messages(site)}
    yield made
    site.engine.dispose()


def _tried(site: Site) -> None:
    """A trial that a person made of an entry, with all that can come of one."""
    office: DeskState = site.app.state.office
    entry = office.outlets.read(site.settings.data).by_name["kz_semeytany"]
    ways = (
        ProbedSource("feed", f"{entry.home}rss/{'a-long-way/' * 12}", True, Fate.LISTING, 9),
        ProbedSource("feed", f"{entry.home}feed", False, Fate.GONE),
    )
    article = ProbedArticle(f"{entry.home}1", Fate.STORED, 40, True, _LONG, "kk", "2026-11-23", _LONG)
    result = ProbeResult(entry.name, True, None, ways, articles=(article,), stopped="time")
    typed = {**entry_values(entry), "version": fingerprint(entry)}
    office.trials.keep(Trial(entry, "Dana", NOW, fingerprint(entry), typed, result=result))


def _people(site: Site) -> pyotp.TOTP:
    """Gives the app with codes."""
    office: DeskState = site.app.state.office
    with site.writing() as session:
        add_person(session, WITH_FACTOR, Role.EDITOR)
        add_person(session, SETTING_UP)
        add_person(session, BY_ONE_TIME, must_change=True)
        secret = authenticator_app.begin(session, WITH_FACTOR, office.secret, NOW)
        app = pyotp.TOTP(secret)
        assert authenticator_app.confirm(session, WITH_FACTOR, office.secret, app.at(NOW - timedelta(seconds=30)), NOW)
        session.add(PasskeyRow(user=WITH_FACTOR, name="Телефон", credential="AAAA", public_key="AAAA", signatures=0, made_at=NOW, used_at=None))
        for name in ("сводка", ""):
            tokens.create_token(session, session.get_one(UserRow, WITH_FACTOR), name=name, who=WITH_FACTOR, now=NOW)
    return app


def _drafts(site: Site) -> dict[str, str | int]:
    """Drafts that wait, one with much to it, and one in every state; by the names under which they are opened."""
    case = make_case(site)
    store(site, "case1", html_page(TITLE, TEXT))
    later(
        site,
        "case1",
        PageChange.EDITED,
        html_page(TITLE, TEXT.replace("понедельник", "вторник")),
        title=TITLE,
        text=TEXT.replace("понедельник", "вторник"),
    )
    with site.writing() as session:

        def made(word: str, told: str = _LONG, **screened: object) -> int:
            return add_draft(session, word, title=f"{word} {told}", text=f"{told}.", screened={**_VICTIM, **screened})

        found = {word: made(word) for word in ("Ақмолада", "Боровое", "Вечером", "Ғалымжан", "Досымов", "Ережеп")}
        made("Жаңаөзен", unsure=["category", "incident_date", "person", "actor"], score=0.55)
        made("Зәуре", outcome="convicted", outcome_of="journalist")
        bare = add_draft(session, "bare", title="Игнатов", text="Т.", screened={"score": 0.99, "incident_date": None, "date_precision": None})
        killing = made("Кенжебек", categories=[{"code": "KIL", "score": 0.9}, {"code": "OBS", "score": 0.6}])
        add_draft(session, "one", title="Суд КУРЬЕР", text="Суд.", screened=_VICTIM)
        joining = add_draft(session, "two", title="Поджог КУРЬЕР", text="Поджог.", screened=_VICTIM)
        edited = found["Ережеп"]
        queue.save_edits(session, edited, "Dana", {"place": "Орал", "incident_date": "21.11.2026"}, NOW)
        queue.save_edits(session, edited, "Aigul", {"place": "Ақтау"}, NOW)
        number = review.confirm(session, found["Ақмолада"], who="Dana", now=NOW).incident or ""
        review.reject(session, found["Боровое"], who="Dana", now=NOW, reason=RejectReason.OPINION, note="пікір")
        review.defer(session, found["Вечером"], who="Dana", now=NOW, until=date(2026, 12, 30))
        review.merge(session, found["Ғалымжан"], into=number, who="Dana", now=NOW)
        gone = review.confirm(session, found["Досымов"], who="Dana", now=NOW).incident or ""
        review.undo(session, found["Досымов"], who="Dana", now=NOW)
        follows = session.get_one(DraftRow, made("Лесбек"))
        follows.follows, follows.label = number, "followup"
        session.get_one(DraftRow, made("Мәдина")).sample = True
        # Somebody else's decision, on which the reader is asked; and one of hers, on which somebody else differs.
        blind = renumber(session, made("Нұрлан"), "Нұрлан", chosen_one(500))
        differing = renumber(session, made("Омаров"), "Омаров", chosen_one(blind + 1))
        opined = renumber(session, made("Пернебаев"), "Пернебаев", chosen_one(differing + 1))
        review.confirm(session, opined, who="Berik", now=NOW)
        review.confirm(session, blind, who="Berik", now=NOW)
        review.confirm(session, differing, who="Berik", now=NOW)
        for draft in (blind, differing, opined):
            opinions.request_opinion(session, session.get_one(DraftRow, draft), now=NOW)
        opinions.record_opinion(session, differing, who="Aigul", now=NOW, action="reject", reason="opinion")
        said = {OpinionField.CATEGORY: "CYB", OpinionField.VICTIMS: ["Серік Бекетов"], OpinionField.PLACE: ""}
        opinions.record_opinion(session, opined, who="Aigul", now=NOW, action="confirm", fields=said)
        _together(session, edited, number)
    return {
        "draft": case, "edited": edited, "bare": bare, "killing": killing, "joining": joining, "confirmed": found["Ақмолада"], "rejected": found["Боровое"],
        "deferred": found["Вечером"], "merged": found["Ғалымжан"], "blind": blind, "opined": opined, "withdrawn": gone, "article": "case1", "without_page": "bare",
    }  # fmt: skip


def _together(session: Session, draft: int, number: str) -> None:
    """A draft and an incident that are somebody's, what was said about them, and what Dana was told."""
    give(session, WorkSubject(draft=draft), "Dana", who="Aigul", now=NOW - timedelta(days=9))
    give(session, WorkSubject(number=number), "Aigul", who="Dana", now=NOW)
    said = collaboration.write_comment(
        session, WorkSubject(draft=draft), f"@Dana {_LONG}: https://dala.example/{'a-long-way/' * 12}\n\n@Ерлан", who="Aigul", now=NOW
    )
    collaboration.change_comment(session, said.id, f"{said.text}!", who="Aigul", now=NOW)
    collaboration.write_comment(session, WorkSubject(draft=draft), "көрдім", who="Dana", now=NOW)
    first = proposals.propose_fields(session, CASE, {"place": "Орал", "summary": {"kk": _LONG}}, who="Aigul", now=NOW, note=_LONG)
    proposals.propose_status(session, CASE, StatusCode.JCH, NOW.date(), source="адвокат", note="телефонмен", who="Aigul", now=NOW)
    proposals.refuse(session, proposals.propose_fields(session, TRACKS, {"online": True}, who="Aigul", now=NOW).id, _LONG, who="Berik", now=NOW)
    incidents.edit(session, first.number, {"place": "Ақтау"}, {}, who="Berik", now=NOW)


def _messages(site: Site) -> dict[str, str | int]:
    """Messages of every kind, by the names under which they are opened."""
    told = f"{_LONG} https://dala.example/{'a-long-way/' * 12}"
    left = (("ұзақ-атау-" * 12 + ".zip", OmittedPartReason.TOO_LARGE),)
    found = {
        "message": receive(site.engine, 1, files=("акт.pdf", "ұзақ-атау-" * 12 + ".pdf"), text=told, subject=_LONG, left_out=left),
        "forged": receive(site.engine, 2, standing=SenderVerification.FORGED, forwarded_from="716 https://t.me/kz_716/12"),
        "attached": receive(site.engine, 3, files=("акт.pdf",), standing=SenderVerification.VERIFIED),
        "too_large": receive(site.engine, 4, fate=MessageFate.TOO_LARGE),
    }
    receive(site.engine, 5, fate=MessageFate.OVER_LIMIT)
    with site.writing() as session:
        attach_message(session, found["attached"], WorkSubject(number=CASE), who="Aigul", now=NOW)
        row = find_message(session, found["message"])
        row.label, row.score = "incident", 0.87
    return dict(found)


def _record(session: Session) -> None:
    """Incidents and persons."""
    admit_all(session, many(16))
    against = (Status(date(2026, 3, 9), StatusCode.JIN, "https://dala.example/1"), Status(date(2026, 4, 1), StatusCode.JDT, "ҚК 361"),
               Status(date(2026, 10, 1), StatusCode.JSN, "сот", "шағым берілді", penalty=Penalty(SentenceKind.PRISON, 2, TermUnit.YEARS)))  # fmt: skip
    by = (Status(date(2026, 3, 8), StatusCode.REP, "https://dala.example/2"), Status(date(2026, 5, 8), StatusCode.CVP, "сот"))
    # Placed wrongly before there were two tracks.
    wrong = (Status(date(2026, 10, 1), StatusCode.CVF, "сот", ""),)
    both = replace(incident(8, date(2026, 3, 8), statuses=(*by, *against)), number=TRACKS)
    case = replace(incident(5, date(2026, 3, 5), statuses=against), number=CASE)
    admit_all(session, [both, case, replace(incident(5, date(2026, 3, 6), statuses=wrong), number="KZ-2026-0303")])
    typed = {
        "title": "Түзетілген тақырып",
        "law_articles": "УК 274 ч. 4 – в суде\nҚК 361",
        "claimant": "prosecutor",
        "amount_claimed": "20000000",
        "next_dates": "2026-12-01 – апелляция – Алматы",
        "contacts": "туысы арқылы",
    }
    facts, private = corrections(typed)
    incidents.edit(session, CASE, facts, private, who="Berik", now=NOW)
    for name in ALIKE:
        new_person(session, [{"name": name}], who="Berik", now=NOW)


def _outlets(session: Session) -> None:
    for nth in range(6):
        region = (None, "KZ-35", "KZ-10")[nth % 3]
        add_outlet(session, f"kz_a_long_name_{nth}", region=region, minimum=30 if nth % 5 == 0 else None, articles=nth % 6, fails=nth % 4)
    request_visit(session, "kz_a_long_name_3", who="Dana", now=NOW)
    request_page(session, f"https://dala.example/{'a-long-way/' * 12}", who="Aigul", now=NOW, note="оқырман жіберді")
