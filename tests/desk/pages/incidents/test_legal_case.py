"""The legal case of an incident at the desk: asked for in few rows, shown by name, refused beside the field; and the list of what lies ahead."""

import re
from datetime import date
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select

from records.incident_fields import BY_NAME
from records.incidents import find
from records.ledger import ledger_verify
from records.legal_case import Appointment, ChargedArticle
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import Claimant, Lawful, LawStage
from tests.desk.incident_records import admit_all, incident
from tests.desk.site import Site

NUMBER = "KZ-2026-0005"
TYPED = {
    "primary": "CRM",
    "incident_date": "2026-03-05",
    "actor": "court",
    "motive": "unconfirmed",
    "lawful": "no",
    "law_articles": "УК 274 ч. 4 – в суде\r\nҚК 361",
    "claimant": "prosecutor",
    "amount_claimed": "20 000 000",
    "amount_awarded": "0",
    "currency": "",
    "next_dates": "2026-12-01 – апелляция – Алматы\r\n2026-11-02",
}


@pytest.fixture
def record(site: Site) -> Site:
    """A desk with a criminal case (5) and an attack (8)."""
    with site.writing() as session:
        admit_all(session, [incident(nth, date(2026, 3, nth)) for nth in range(1, 9)])
    return site


def save(site: Site, **typed: str) -> Any:
    browser = site.signed_in("editor")
    form = browser.get(f"/incidents/{NUMBER}?edit=1").text
    version = re.findall(r'name="version" value="(\d+)"', form)[0]
    return browser.submit(f"/incidents/{NUMBER}/edit", {**TYPED, **typed, "version": version})


def part(page: str) -> Any:
    """The part of the form in which the legal case is asked for."""
    found: Any = html.document_fromstring(page)
    return found.xpath("//details[.//textarea[@name='law_articles']]")[0]


def test_the_part_of_the_legal_case_is_open_for_a_case_and_shut_for_an_attack(record: Site) -> None:
    editor = record.signed_in("editor")
    assert part(editor.get(f"/incidents/{NUMBER}?edit=1").text).get("open") is not None
    assert part(editor.get("/incidents/KZ-2026-0008?edit=1").text).get("open") is None


def test_what_an_editor_writes_is_recorded_and_the_ledger_keeps_it(record: Site) -> None:
    assert save(record).status_code == 303
    with record.reading() as session:
        kept = find(session, NUMBER)
        assert kept
        assert {name: BY_NAME[name].of(kept) for name in ("lawful", "claimant", "amount_claimed", "amount_awarded", "currency")} == {
            "lawful": Lawful.NO, "claimant": Claimant.PROSECUTOR, "amount_claimed": 20000000, "amount_awarded": 0, "currency": "KZT",
        }  # fmt: skip
        assert BY_NAME["law_articles"].of(kept) == (ChargedArticle("KZ-CC", "274", "4", LawStage.COURT), ChargedArticle("KZ-CC", "361"))
        assert BY_NAME["next_dates"].of(kept) == (Appointment(date(2026, 11, 2)), Appointment(date(2026, 12, 1), "апелляция", "Алматы"))
        last = session.scalars(select(LedgerRow).where(LedgerRow.subject == f"incident {NUMBER}").order_by(LedgerRow.id.desc())).first()
        assert last
        assert (last.after["law_articles"][0]["article"], last.after["currency"], last.after["next_dates"][1]["what"]) == ("274", "KZT", "апелляция")
        assert ledger_verify.faults(session) == []
    assert standing(record) == []


def test_saving_the_form_again_changes_nothing(record: Site) -> None:
    save(record)
    browser = record.signed_in("editor")
    form: Any = html.document_fromstring(browser.get(f"/incidents/{NUMBER}?edit=1").text)
    shown = {name: form.xpath(f"string(//textarea[@name='{name}'])").strip() for name in ("law_articles", "next_dates")}
    assert shown["law_articles"] == "Criminal Code, art. 274, part 4 – in court\nCriminal Code, art. 361"
    with record.reading() as session:
        before = session.scalars(select(LedgerRow.id)).all()
    assert save(record, **shown, currency="KZT", amount_claimed="20000000").status_code == 303
    with record.reading() as session:
        assert session.scalars(select(LedgerRow.id)).all() == before


def test_a_row_changed_past_the_ledger_is_noticed_in_these_columns_too(record: Site) -> None:
    save(record)
    with record.writing() as session:
        session.get_one(IncidentRow, NUMBER).amount_awarded = 5
    assert ["(amount_awarded)" in fault for fault in standing(record)] == [True]


def test_a_column_of_which_the_ledger_says_nothing_must_be_empty(record: Site) -> None:
    """So it is with every incident that was recorded before the column was there."""
    with record.writing() as session:
        session.connection().exec_driver_sql("DROP TRIGGER ledger_refuses_update")
        session.connection().exec_driver_sql(
            f"UPDATE ledger SET after = json_remove(after, '$.claimant', '$.next_dates') WHERE subject = 'incident {NUMBER}'"
        )
    assert standing(record) == []
    with record.writing() as session:
        session.get_one(IncidentRow, NUMBER).claimant = "official"
    assert ["(claimant)" in fault for fault in standing(record)] == [True]


def standing(record: Site) -> list[str]:
    """What does not stand as the ledger says."""
    found: list[str] = []
    with record.reading() as session:
        ledger_verify.standing_faults(session, found.append)
    return found


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("law_articles", "УК 999", "Criminal Code has no article 999; did you mean Criminal Code 99?"),
        ("amount_claimed", "много", "Много does not fit; write a whole number in digits, as 1500000, not below 0"),
        ("currency", "тенге", "three letters of ISO 4217"),
        ("next_dates", "апелляция", "Апелляция has no day; write it as 2026-12-01"),
        ("claimant", "somebody", "Somebody does not fit; write one of official"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_nothing_is_saved(record: Site, name: str, value: str, told: str) -> None:
    answer = save(record, **{name: value})
    assert answer.status_code == 422
    page: Any = html.document_fromstring(answer.text)
    assert told in page.xpath(f"string(//p[@id='w-{name}'])")
    assert page.xpath(f"string(//*[@name='{name}']/@value | //textarea[@name='{name}'])").strip() in (value, "")
    assert part(answer.text).get("open") is not None
    with record.reading() as session:
        kept = find(session, NUMBER)
        assert kept
        assert BY_NAME["law_articles"].of(kept) == ()


def test_the_page_names_the_articles_marks_one_that_is_on_no_list_and_counts_the_days_to_a_hearing(record: Site) -> None:
    save(record)
    page: Any = html.document_fromstring(record.signed_in().get(f"/incidents/{NUMBER}").text)
    told = " ".join(page.xpath("string(//section[contains(@class, 'legal')])").split())
    assert "Criminal Code, art. 274, part 4 – in court – spreading knowingly false information" in told
    assert "Criminal Code, art. 361 on no list: look at its number" in told
    assert "20,000,000 KZT" in told.replace("\u00a0", " ")
    assert re.search(r"Dec 1, 2026 in 7 days апелляция · Алматы", told)


def test_an_incident_without_a_case_has_no_such_part(record: Site) -> None:
    assert "The legal case" not in record.signed_in().get("/incidents/KZ-2026-0008").text


def test_the_list_can_be_narrowed_to_those_with_a_hearing_ahead(record: Site) -> None:
    save(record)
    page = record.signed_in().get("/incidents?ahead=yes").text
    assert re.findall(r'<th scope="row"><a href="/incidents/(KZ-\d{4}-\d{4})"', page) == [NUMBER]
    assert "Dec 1, 2026: апелляция" in page
    save(record, next_dates="2026-11-02")
    assert "No incident fits" in record.signed_in().get("/incidents?ahead=yes").text
