"""A record in which one person, whose name is withheld, stands in every text that somebody or some outlet writes; and eyes that find any form of the name in
whatever bytes come out."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle, islice
from typing import Any
from urllib.parse import unquote

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import PageItem
from records import collaboration, incidents, review
from records.collaboration import WorkSubject
from records.evidence_files import FileTarget, StoredBytes, add_file
from records.field_kinds import Appointments, ByLanguage, People, Text, Texts
from records.incident_fields import INCIDENT_FIELDS
from records.incident_model import Incident, Source, Status, Victim
from records.persons.decisions import edit_person, merge_persons
from records.persons.repository import all_persons
from records.review import Decision
from records.review.tip_drafts import ManualTip, create_tip_draft
from records.state_requests import SentLetter, answer_request, record_request
from records.tables import SnapshotRow
from records.vocabulary import Category, DatePrecision, DecisionAction, FileKind, IntakeChannel, LetterKind, StateBody, StatusCode, TipChannel
from tests.conftest import NOW
from tests.desk.site import Site, add_draft
from tests.records import rows

TODAY = date(2026, 11, 24)
BY: dict[str, Any] = {"who": "Aigul", "now": NOW}
# Russian and Kazakh in cases, Latin, an address, a hashtag.
PLAIN = (
    "об Айдане Карлыгашевой", "Айдана Қарлығашеваның ісі", "Aidana Karlygasheva’s case", "https://a.example/2026/karlygasheva-sot",
    "#СвободуКарлыгашевой",
)  # fmt: skip
# Somebody else with a given name, whose name may be printed; the surname alone stands before and behind, as the press writes.
NEIGHBOUR = "Марат Ахметов"
BESIDE = (
    *(f"{NEIGHBOUR}{joined}{hers}" for joined in (", ", ". ", " и ", " ") for hers in ("Карлыгашева", "Қарлығашеваны")),
    *(f"{hers}{joined}{NEIGHBOUR}" for joined in (", ", ". ", " и ", " ") for hers in ("Карлыгашеву", "Karlygasheva")),
    "Адвокат Карлыгашевой Бауыржан Азанов",
    "Дело Карлыгашевой, Орал",
)
TOGETHER = ("aidanakarlygasheva@mail.example", "@akarlygasheva", "https://t.example/sudkarlygashevoi", "#свободукарлыгашевой", "Карлы-гашева")
FORMS = (*PLAIN, *BESIDE, *TOGETHER)
HERS, ALSO_HERS = "Айдана Карлыгашева", "Айдана Қарлығашева"
# Somebody whose name may be published, so that what finds nothing can fail.
PUBLISHED = "Нұржан Тәжібаев"
# As a document in Russian or English has him, where nobody recorded how he is spelled in it.
_IN_OTHER_LETTERS = ("Нуржан Тажибаев", "Nurzhan Tazhibaev")
_SEEN = re.compile("арлы-?гаш|арлығаш|arlyga?s?h|айдан|aidan")


def seen(content: bytes) -> list[str]:
    """Every place where a form of her name stands, in archives, workbooks and documents too."""
    return [text[max(0, found.start() - 60) : found.end() + 30] for text in texts(content) for found in _SEEN.finditer(text)]


def names_published(content: bytes) -> bool:
    """Whether the other person is named."""
    return any(name.casefold() in text for text in texts(content) for name in (PUBLISHED, *_IN_OTHER_LETTERS))


def texts(content: bytes) -> Iterator[str]:
    """The bytes as whoever opens them may read them, in small letters."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.casefold()
                yield from texts(archive.read(name))
        return
    text = content.decode("utf-8", "replace")
    escaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    yield unquote(html.unescape(escaped)).casefold()
    # Words of a document may be parted by markup.
    yield re.sub("<[^>]*>", "", html.unescape(text)).casefold()


def seed(of: Site, *, written: bool) -> str:
    """Fill a desk's record; the number of the confirmed incident. `written`: people wrote her name into their texts as well; else only outlets did, and she is
    a victim."""
    _store_pages(of)
    with of.writing() as session:
        articles = {name: _draft(session, name) for name in ("urgent", "confirmed", "rejected", "open")}
        given = (
            _fields()
            if written
            else {
                "primary": "ATT", "incident_date": "2026-11-20", "title": "Избиты журналисты", "place": "Орал", "outlets": ["Орда"],
                "victims": _victims(),
            }
        )  # fmt: skip
        note = next(iter(FORMS)) if written else ""
        row = review.decide(session, articles["confirmed"], Decision(DecisionAction.CONFIRM, fields=given, note=note), **BY)
        review.decide(session, articles["rejected"], Decision(DecisionAction.REJECT, reason="other", note=FORMS[1]), **BY)
        number = str(row.incident)
        incidents.add_status(
            session, number, StatusCode.PTI, TODAY, source=FORMS[1] if written else "адвокат", note=FORMS[0] if written else "", **BY
        )
        incidents.import_incident(session, from_elsewhere(incidents.free_number(session, 2025), written=written), **BY)
        _taken_by_hand(session, number)
        for nth, form in enumerate((*BESIDE, *TOGETHER)):
            _draft(session, f"form{nth}", form)
        for some in _fours((*BESIDE, *TOGETHER)):
            incidents.import_incident(session, _in_other_words(incidents.free_number(session, 2026), some, written=written), **BY)
        _withhold(session)
    return number


def _taken_by_hand(session: Session, number: str) -> None:
    """What the people of the house write down and take in, and publish nowhere: a call, a file that bears her name, a letter to the police, a word to a colleague."""
    tip = ManualTip(TipChannel.CALL, TODAY, FORMS[0], from_whom=HERS, door=IntakeChannel.DESK, lang="ru")
    draft = create_tip_draft(session, tip, {"primary": "ATT", "title": "Звонок в редакцию", "contacts": FORMS[1]}, **BY)
    of_the_tip, of_the_case = FileTarget(draft=draft.id), FileTarget(number=number)
    for place, belongs in enumerate((of_the_tip, of_the_case)):
        kept = StoredBytes(f"{place}" * 64, 4, FileKind.PNG)
        add_file(session, kept, f"{HERS} {FORMS[2]}.png", IntakeChannel.DESK, belongs, **BY)
    subject = WorkSubject(number=number)
    letter = SentLetter(StateBody.POLICE, f"УП, дело {FORMS[0]}", LetterKind.INFORMATION, TODAY, f"{HERS}/1", f"О деле {FORMS[1]}")
    answer_request(session, record_request(session, subject, letter, **BY).id, TODAY, f"Сведений о {FORMS[0]} нет", **BY)
    collaboration.write_comment(session, subject, f"Кто позвонит {FORMS[0]}?", **BY)
    review.decide(session, draft.id, Decision(DecisionAction.CONFIRM), **BY)


def _fields() -> dict[str, Any]:
    """A correction that puts a form of her name into every field of free text that a draft has, as the table of fields knows them."""
    form = cycle(one for one in FORMS if not one.startswith("https"))
    given: dict[str, Any] = {"primary": "ATT", "incident_date": "2026-11-20", "status": "REP", "status_date": "2026-11-21"}
    for field in INCIDENT_FIELDS:
        if not field.form_prompt:
            continue
        match field.kind:
            case Text():
                given[field.name] = next(form)
            case Texts():
                given[field.name] = [next(form), "Орда"]
            case ByLanguage():
                given[field.name] = dict(zip(("ru", "kk", "en"), FORMS, strict=False))
            case People():
                given[field.name] = _victims(next(form))
            case Appointments():
                given[field.name] = [{"date": "2026-12-01", "what": next(form), "where": next(form)}]
    return given


def _victims(outlet: str = "Орда") -> list[dict[str, Any]]:
    named = [{"name": name, "profession": "журналистка", "outlet": outlet} for name in (HERS, ALSO_HERS)]
    return [*named, {"name": PUBLISHED, "profession": "тілші", "outlet": "Орда"}]


def _fours(forms: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    left = iter(forms)
    while some := tuple(islice(left, 4)):
        yield some


def _in_other_words(number: str, forms: tuple[str, ...], *, written: bool) -> Incident:
    """An incident of this year of which headlines, and if `written` texts of ours, name her in these forms."""
    told = from_elsewhere(number, written=False)
    articles = tuple(Source(f"elsewhere{nth}", "https://b.example/1", "kz_b", "ru", form, "2026-11-19") for nth, form in enumerate(forms))
    told = replace(told, recorded=date(2026, 11, 19), day=date(2026, 11, 18), statuses=(), articles=articles)
    title, place, summary, outlet = (*forms, *forms)[:4]
    return replace(told, title=title, place=place, summary={"ru": summary}, outlets=(outlet,)) if written else told


def _draft(session: Session, name: str, form: str = PLAIN[0]) -> int:
    """A draft of an article that names her in all that an outlet writes."""
    return add_draft(
        session,
        f"{name}1",
        title=f"{name} {form}; {PUBLISHED}",
        text=f"{form}. {PUBLISHED}.",
        authors=[HERS],
        url=f"https://test.example/{name}/aidana-karlygasheva",
        screened={
            "categories": [{"code": "KIL" if name == "urgent" else "ATT", "score": 0.9}],
            "persons": [{"name": HERS, "role": "victim"}, {"name": PUBLISHED, "role": "other"}],
            "outlets": [f"блог {form}"],
            "place": f"у дома {form}",
            "reasons": [{"start": 0, "end": 3, "text": form}],
            "summary": [{"start": 0, "end": 3, "text": f"{form} избита."}],
        },
    )


def from_elsewhere(number: str, *, written: bool) -> Incident:
    """An imported incident, with an article whose page is not here, a year old and unanswered."""
    return Incident(
        number=number,
        primary=Category.THR,
        categories=(Category.THR,),
        recorded=date(2025, 11, 19),
        day=date(2025, 11, 18),
        precision=DatePrecision.DAY,
        region="KZ-35",
        title=FORMS[2] if written else "Журналистке угрожали",
        victims=(Victim(HERS, "журналистка", "Орда"), Victim(PUBLISHED, "тілші", "Орда")),
        statuses=(
            Status(date(2025, 11, 19), StatusCode.CMP, "https://b.example/1"),
            Status(date(2025, 12, 1), StatusCode.DRP, "https://b.example/2"),
        ),
        articles=(Source("elsewhere", "https://b.example/karlygasheva", "kz_b", "ru", FORMS[0], "2025-11-19"),),
    )


def _withhold(session: Session) -> None:
    """Her records are put together, and the name is withheld for a reason that names her too."""
    hers = [person.id for person in all_persons(session) if {HERS, ALSO_HERS} & set(person.all_names)]
    for id in hers[1:]:
        merge_persons(session, id, hers[0], note=FORMS[0], **BY)
    edit_person(session, hers[0], {"publish": "no", "publish_reason": f"угрозы {FORMS[0]}", "ru": HERS, "kk": ALSO_HERS}, note=FORMS[1], **BY)


def _store_pages(of: Site) -> None:
    """One article with a stored page that names her, and one that does not."""
    writer = EvidenceWriter(of.settings.evidence, "test")
    for id, body in (("named", f"<p>{FORMS[0]}</p>".encode()), ("unnamed", "<p>Избит журналист</p>".encode())):
        page = PageItem(
            outlet="kz_test", url=f"https://test.example/{id}", final_url=f"https://test.example/{id}", status=200, headers=(), body=body,
            fetched_at=NOW,
        )  # fmt: skip
        ref = writer.write(page)
        with of.writing() as session:
            article = rows.article(
                session, id, title="Новости", text="Новости дня", url=f"https://test.example/{id}/karlygasheva" if id == "named" else page.url
            )
            rows.page(session, article, ref.sha256).detail = f"/{FORMS[3]}"
            snapshot = session.scalars(select(SnapshotRow).where(SnapshotRow.article_id == id)).one()
            snapshot.file, snapshot.offset, snapshot.sha256 = ref.file, ref.offset, ref.sha256
    writer.close()
