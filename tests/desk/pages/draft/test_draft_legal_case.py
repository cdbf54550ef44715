"""The legal case in the form of a draft: shut where it does not belong, taken as it is written, refused beside its field."""

from typing import Any

from records.incident_fields import BY_NAME
from records.incidents import find
from records.legal_case import Appointment, ChargedArticle
from records.vocabulary import Claimant, LawStage
from tests.desk.pages.draft.test_draft_page import beside, decide, opened, row, spoken
from tests.desk.site import Site, add_draft

LEGAL = "//details[@data-legal]"


def drafted(site: Site, code: str) -> int:
    with site.writing() as session:
        return add_draft(session, f"law-{code}", title="Прокуратура завела дело", screened={"categories": [{"code": code, "score": 0.9}]})


def is_open(page: Any) -> bool:
    return page.xpath(LEGAL)[0].get("open") is not None


def test_it_is_open_for_a_case_or_a_detention_and_shut_for_an_attack(site: Site) -> None:
    monitor = site.signed_in()
    assert [is_open(opened(monitor, drafted(site, code))) for code in ("CRM", "CIV", "DET", "ATT", "SUM")] == [True, True, True, False, False]
    assert "CRM" in opened(monitor, site.drafts[0]).xpath(LEGAL)[0].get("data-legal").split()


def test_what_a_monitor_writes_is_recorded_with_the_incident(site: Site) -> None:
    monitor, draft = site.signed_in(), drafted(site, "CIV")
    answer = decide(
        monitor, draft, law_articles="ГК 143 – в суде\r\nГК 951", claimant="official", amount_claimed="20 000 000", amount_awarded="0",
        next_dates="2026-12-01 – апелляция",
    )  # fmt: skip
    assert answer.status_code == 303, answer.text[:2000]
    with site.reading() as session:
        kept = find(session, str(row(site, draft).incident))
    assert kept
    assert BY_NAME["law_articles"].of(kept) == (ChargedArticle("KZ-CIV", "143", "", LawStage.COURT), ChargedArticle("KZ-CIV", "951"))
    assert [BY_NAME[name].of(kept) for name in ("claimant", "amount_claimed", "amount_awarded", "currency")] == [
        Claimant.OFFICIAL,
        20000000,
        0,
        "KZT",
    ]
    assert [(one.day.isoformat(), one.what) for one in BY_NAME["next_dates"].of(kept)] == [("2026-12-01", "апелляция")]
    assert Appointment in {type(one) for one in BY_NAME["next_dates"].of(kept)}
    told = spoken(opened(monitor, draft), "//dl[@class='factlist']")
    assert "articles of law Civil Code, art. 143 – in court; Civil Code, art. 951" in told


def test_what_does_not_fit_is_said_beside_its_field_and_the_draft_waits_on(site: Site) -> None:
    monitor, draft = site.signed_in(), drafted(site, "ATT")
    answer = decide(monitor, draft, law_articles="УК 999", amount_claimed="много", next_dates="апелляция")
    assert answer.status_code == 422
    said = beside(answer)
    assert said["law_articles"] == "Criminal Code has no article 999; did you mean Criminal Code 99?"
    assert said["amount_claimed"].startswith("Много does not fit; write a whole number in digits")
    assert said["next_dates"] == "Апелляция has no day; write it as 2026-12-01"
    assert row(site, draft).state == "new"
