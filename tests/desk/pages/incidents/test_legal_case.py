"""The legal case of an incident at the desk: asked for in few rows, shown by name, refused beside the field; and the list of what lies ahead."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from syrupy.assertion import SnapshotAssertion

from records.incident_fields import BY_NAME
from records.incidents import find
from records.ledger import verify
from records.legal_case import Appointment, ChargedArticle
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import Claimant, Lawful, LawStage
from tests.desk.incident_records import admit_all, incident
from tests.desk.pages.incidents.test_incident_pages import numbers_on, tree, words
from tests.desk.site import Site

NUMBER, ATTACK = "KZ-2026-0005", "KZ-2026-0008"
TYPED = {
    "primary": "CRM", "incident_date": "2026-03-05", "actor": "court", "motive": "unconfirmed", "lawful": "no", "law_articles": "УК 274 ч. 4 – в суде\r\nҚК 361",
    "claimant": "prosecutor", "amount_claimed": "20 000 000", "amount_awarded": "0", "currency": "",
    "next_dates": "2026-12-01 – апелляция – Алматы\r\n2026-11-02",
}  # fmt: skip


@pytest.fixture
def record(site: Site) -> Site:
    """A desk with a criminal case (5) and an attack (8)."""
    with site.writing() as session:
        admit_all(session, [incident(nth, date(2026, 3, nth)) for nth in range(1, 9)])
    return site


def save(site: Site, **typed: str) -> Any:
    browser = site.signed_in("editor")
    (version,) = tree(browser.get(f"/incidents/{NUMBER}?edit=1").text).xpath("//input[@name='version']/@value")
    return browser.submit(f"/incidents/{NUMBER}/edit", {**TYPED, **typed, "version": version})


def is_open(page: str) -> bool:
    """Whether the part of the form in which the legal case is asked for is open."""
    return tree(page).xpath("//details[.//textarea[@name='law_articles']]")[0].get("open") is not None


def standing(record: Site) -> list[str]:
    """What does not stand as the ledger says."""
    found: list[str] = []
    with record.reading() as session:
        verify.record_faults(session, found.append)
    return found


def kept(record: Site, *names: str) -> dict[str, Any]:
    with record.reading() as session:
        found = find(session, NUMBER)
    assert found
    return {name: BY_NAME[name].of(found) for name in names}


def test_the_legal_case_is_asked_for_of_a_case_and_not_of_an_attack(record: Site) -> None:
    editor = record.signed_in("editor")
    assert [is_open(editor.get(f"/incidents/{number}?edit=1").text) for number in (NUMBER, ATTACK)] == [True, False]
    assert not tree(editor.get(f"/incidents/{ATTACK}").text).xpath("//section[contains(@class, 'legal')]")


def test_what_an_editor_writes_is_recorded_kept_by_the_ledger_and_saving_it_again_changes_nothing(record: Site) -> None:
    assert save(record).status_code == 303
    recorded = {
        "lawful": Lawful.NO, "claimant": Claimant.PROSECUTOR, "amount_claimed": 20000000, "amount_awarded": 0, "currency": "KZT",
        "law_articles": (ChargedArticle("KZ-CC", "274", "4", LawStage.COURT), ChargedArticle("KZ-CC", "361")),
        "next_dates": (Appointment(date(2026, 11, 2)), Appointment(date(2026, 12, 1), "апелляция", "Алматы")),
    }  # fmt: skip
    assert kept(record, *recorded) == recorded
    with record.reading() as session:
        last = session.scalars(select(LedgerRow).where(LedgerRow.subject == f"incident {NUMBER}").order_by(LedgerRow.id.desc())).first()
        assert last
        assert (last.after["law_articles"][0]["article"], last.after["currency"], last.after["next_dates"][1]["what"]) == ("274", "KZT", "апелляция")
        assert verify.ledger_chain_faults(session) == []
    assert standing(record) == []
    form = tree(record.signed_in("editor").get(f"/incidents/{NUMBER}?edit=1").text)
    shown = {name: form.xpath(f"string(//textarea[@name='{name}'])").strip() for name in ("law_articles", "next_dates")}
    assert shown["law_articles"].splitlines() == ["Criminal Code, art. 274, part 4 – in court", "Criminal Code, art. 361"]
    assert save(record, **shown, currency="KZT", amount_claimed="20000000").status_code == 303
    with record.reading() as session:
        assert session.scalars(select(LedgerRow.id).order_by(LedgerRow.id.desc())).first() == last.id


def test_a_column_of_which_the_ledger_says_nothing_must_be_empty(record: Site) -> None:
    with record.writing() as session:
        session.connection().exec_driver_sql("DROP TRIGGER ledger_refuses_update")
        # So it is with every incident that was recorded before the column was there.
        session.connection().exec_driver_sql(
            f"UPDATE ledger SET after = json_remove(after, '$.claimant', '$.next_dates') WHERE subject = 'incident {ATTACK}'"
        )
    assert standing(record) == []
    with record.writing() as session:
        session.get_one(IncidentRow, ATTACK).claimant = "official"
    assert ["(claimant)" in fault for fault in standing(record)] == [True]


WRONG = {"law_articles": "УК 999", "amount_claimed": "много", "currency": "тенге", "next_dates": "апелляция", "claimant": "somebody"}


def test_what_does_not_fit_is_said_beside_its_field_and_nothing_is_saved(record: Site, snapshot: SnapshotAssertion) -> None:
    said = {}
    for name, value in WRONG.items():
        answer = save(record, **{name: value})
        page = tree(answer.text)
        assert (answer.status_code, page.xpath("//form[@class='edit']//p[@class='wrong']/@id")) == (422, [f"w-{name}"])
        assert page.xpath(f"string(//*[@name='{name}']/@value | //textarea[@name='{name}'])").strip() in (value, "")
        assert is_open(answer.text)
        said[name] = page.get_element_by_id(f"w-{name}").text
    assert said == snapshot
    assert kept(record, "law_articles", "lawful") == {"law_articles": (), "lawful": Lawful.UNKNOWN}


def test_the_page_names_the_articles_and_counts_the_days_to_a_hearing_by_which_the_list_can_be_narrowed(
    record: Site, snapshot: SnapshotAssertion
) -> None:
    save(record)
    (legal,) = words(tree(record.signed_in().get(f"/incidents/{NUMBER}").text), "//section[contains(@class, 'legal')]")
    assert legal.replace("\u00a0", " ") == snapshot
    page = record.signed_in().get("/incidents?ahead=yes").text
    assert numbers_on(page) == [NUMBER]
    assert words(tree(page), "//span[@class='ahead']") == ["Dec 1, 2026: апелляция"]
    save(record, next_dates="2026-11-02")
    assert numbers_on(record.signed_in().get("/incidents?ahead=yes").text) == []
