"""What a person may write into a field of a draft, and in which ways: kept in one form, or refused in words that say what to write. Nothing is half taken."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion

from records import review
from records.database import read_session, write_transaction
from records.errors import BadDecision
from records.field_kinds import Amount, Appointments, Currency, LawArticles
from records.review.draft_fields import checked_fields
from records.review.incident_facts import corrections, incident_facts
from records.tables import LARGEST_ID, IncidentRow, LedgerRow
from tests.records.review.arriving import BY, arrive, state
from tests.records.review.refusals import refusal

WRONG: tuple[tuple[str, Any], ...] = (
    ("regoin", "x"), ("zzz", "x"), ("title", ["x"]), ("title", True), ("primary", "nonsense"), ("primary", 7), ("categories", []), ("categories", ["ATT", "XXX"]),
    ("victims", [{"name": " ", "outlet": "x"}]), ("victims", [{"name": "А", "age": "3"}]), ("victims", [{"name": 3}]), ("victims", [3]), ("victims", [{"name": ""}]),
    ("persons", [{"name": "А", "role": "hero"}]), ("outlets", ["x", 3]), ("region", "Марс"), ("country", "Kazakhstan"), ("country", 12), ("country", "x" * 60),
    ("country", "x" * 61), ("incident_date", "вчера"), ("incident_date", "2021-02-30"), ("incident_date", "2026-13-01"), ("incident_date", True),
    ("status", "WON"), ("status_date", "2026-11"), ("status_date", "x"), ("actor", ["court"]), ("online", "perhaps"), ("summary", "x"), ("summary", {"de": "x"}),
    ("summary", {"kk": 3}), ("follows", "0042"), ("follows", 42), ("claimant", "кто-то"), ("amount_claimed", "много"),
    *(("victims", [{"name": "А", "person": number}]) for number in (0, LARGEST_ID + 1, "12", True, 1.5)),
    ("persons", [{"name": "А", "person": 12}]), ("currency", "тенге"),
    ("texts_checked", "title_kk; title_xx"), ("texts_checked", ["title_kk", 3]), ("incident_date", 2021.5),
)  # fmt: skip


def test_what_does_not_fit_is_refused_in_one_line_that_says_what_would(snapshot: SnapshotAssertion) -> None:
    assert {f"{name} = {written!r}": refusal(checked_fields, {name: written}) for name, written in WRONG} == snapshot


def test_one_wrong_field_keeps_nothing_of_the_others_and_nothing_is_decided(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
    wrong: dict[str, Any] = {"law_articles": "УК 274", "place": "Орал", "amount_claimed": "много"}
    with pytest.raises(BadDecision, match="amount_claimed"):
        corrections(wrong)
    with pytest.raises(BadDecision, match="amount_claimed"), write_transaction(engine) as session:
        review.confirm(session, draft, fields=wrong, **BY)
    with read_session(engine) as session:
        assert state(session, draft) == "new"
        assert session.query(LedgerRow).count() == session.query(IncidentRow).count() == 0


def person(name: str) -> dict[str, str]:
    return {"name": name, "profession": "", "outlet": ""}


KEPT: tuple[tuple[str, Any, Any], ...] = (
    ("title", None, None), ("title", "", None), ("title", 7, "7"), ("title", "  Заголовок ", "Заголовок"), ("place", "", None),
    ("primary", " att ", "ATT"), ("primary", "", None),
    ("categories", "THR,att,THR", ["THR", "ATT"]), ("categories", [{"code": "OBS", "score": 1}, "THR"], ["OBS", "THR"]), ("categories", "att, THR", ["ATT", "THR"]),
    ("victims", None, []), ("victims", "Асель; ;", [person("Асель")]), ("victims", "Асель Тестова; Б. Сынақов", [person("Асель Тестова"), person("Б. Сынақов")]),
    ("victims", [{"name": " Асель ", "profession": None}, "Асель"], [person("Асель"), person("Асель")]),
    ("victims", [{"name": "Асель", "person": None}], [person("Асель")]),
    ("victims", [{"name": "Асель", "person": 12, "names": {"kk": "Әсел"}, "publish": False}], [{**person("Асель"), "person": 12}]),
    ("victims", [{"name": "Асель", "person": LARGEST_ID}], [{**person("Асель"), "person": LARGEST_ID}]),
    ("texts_checked", " title_kk; summary_ru;title_kk", ["title_kk", "summary_ru"]), ("texts_checked", None, []),
    ("currency", " kzt ", "KZT"),
    ("persons", "Аким", [{"name": "Аким", "role": "victim"}]), ("persons", [{"name": "Аким", "role": "official"}], [{"name": "Аким", "role": "official"}]),
    ("outlets", ["Дала ", " "], ["Дала"]), ("outlets", None, []), ("outlets", "Дала;;Теңіз ", ["Дала", "Теңіз"]),
    ("region", None, None), ("region", " KZ-10 ", "KZ-10"), ("region", "kz-35", "KZ-35"), ("region", "Карагандинская область", "KZ-35"),
    ("country", None, None), ("country", " kz ", "KZ"), ("country", "kg", "KG"), ("status_date", None, None), ("status_date", "2021-06-10", "2021-06-10"),
    ("summary", {"kk": " бір ", "ru": " ", "en": None}, {"kk": "бір"}), ("follows", "", None), ("follows", " kz-2021-0042 ", "KZ-2021-0042"),
    *(("online", written, True) for written in (True, "true", "Yes ", 1, "1")),
    *(("online", written, False) for written in (False, "false", "no", 0, "", None, "none")),
)  # fmt: skip
DATES: tuple[tuple[Any, str | None, str | None], ...] = (
    ("", None, None), (" 2021-06-10 ", "2021-06-10", "day"), (date(2021, 6, 10), "2021-06-10", "day"), ("2021-06", "2021-06-01", "month"),
    (2021, "2021-01-01", "year"), ("2021", "2021-01-01", "year"),
)  # fmt: skip


def test_each_way_to_write_a_field_is_kept_in_one_form() -> None:
    assert [(name, written) for name, written, kept in KEPT if checked_fields({name: written}) != {name: kept}] == []
    wrong = [
        written
        for written, day, precision in DATES
        if checked_fields({"incident_date": written}) != {"incident_date": day, "date_precision": precision}
    ]
    assert wrong == [], "how much of a date is written says how much is known"
    assert checked_fields({"title": "x", "incident_date": "2021"}) == {"title": "x", "incident_date": "2021-01-01", "date_precision": "year"}
    assert checked_fields({}) == {}


def test_a_sum_is_whole_and_nought_is_one(snapshot: SnapshotAssertion) -> None:
    sums = [("1 500 000", 1500000), ("1\u00a0500\u202f000", 1500000), (0, 0), ("0", 0), (12.0, 12), ("", None), (None, None)]
    assert [given for given, kept in sums if Amount().check("amount_claimed", given) != kept] == []
    wrong = ["много", "-5", -5, "1,5", "1.5 млн", True, "1e6", 10**16, [5]]
    assert {repr(given): refusal(Amount().check, "amount_claimed", given) for given in wrong} == snapshot


def test_a_currency_is_one_of_iso_4217(snapshot: SnapshotAssertion) -> None:
    assert [Currency().check("currency", given) for given in (" kzt ", "USD", "", None)] == ["KZT", "USD", None, None]
    assert refusal(Currency().check, "currency", "тенге") == snapshot


def article(code: str, number: str, part: str = "", stage: str | None = None) -> dict[str, Any]:
    return {"code": code, "article": number, "part": part, "stage": stage}


def test_articles_of_law_are_taken_as_written_or_as_exported_each_with_its_stage(snapshot: SnapshotAssertion) -> None:
    cc_274 = article("KZ-CC", "274", "4")
    as_written = "ст. 274 ч. 4 УК РК; КоАП 456-2 – в суде"
    assert LawArticles().check("law_articles", as_written) == [cc_274, article("KZ-CAO", "456-2", stage="court")]
    exported = [cc_274, {"code": "ҚК", "article": "405"}, "УК 174 - dropped"]
    assert LawArticles().check("law_articles", exported) == [cc_274, article("KZ-CC", "405"), article("KZ-CC", "174", stage="dropped")]
    assert LawArticles().check("law_articles", None) == []
    wrong: tuple[Any, ...] = (
        "УК 999", "УК РФ 282", "УК 274 – скоро", [{"code": "KZ-CC"}], [{"code": "KZ-CC", "article": "274", "judge": "x"}], [5], ["УК 274", "ҚК 274-бап"],
    )  # fmt: skip
    assert {repr(given): refusal(LawArticles().check, "law_articles", given) for given in wrong} == snapshot


def test_hearings_stand_in_order_of_their_days_and_may_lie_ahead(snapshot: SnapshotAssertion) -> None:
    given = [
        "2031-02-01 – апелляция – Алматы, горсуд",
        {"date": "2026-12-01", "what": "", "where": None},
        "2026-12-05 hearing",
        "2031-03-01 – суд – Медеу – зал 2",
    ]
    assert Appointments().check("next_dates", given) == [
        {"date": "2026-12-01", "what": "", "where": ""},
        {"date": "2026-12-05", "what": "hearing", "where": ""},
        {"date": "2031-02-01", "what": "апелляция", "where": "Алматы, горсуд"},
        {"date": "2031-03-01", "what": "суд", "where": "Медеу – зал 2"},
    ]
    wrong: tuple[Any, ...] = (
        "апелляция", [{"what": "апелляция"}], [{"where": "Алматы"}], [{}], "2026-02-30 суд", "2026-12 суд", [{"date": "2026-12-01", "judge": "x"}],
        [{"date": "2026-12-01", "what": "\x00"}],
    )  # fmt: skip
    assert {repr(one): refusal(Appointments().check, "next_dates", one) for one in wrong} == snapshot


def test_a_confirmed_draft_has_its_legal_fields_and_a_sum_has_the_currency_of_the_country() -> None:
    facts = incident_facts({"primary": "CIV", **checked_fields({"amount_claimed": "20 000 000", "amount_awarded": 0, "law_articles": "ГК 143"})})
    assert (facts["amount_claimed"], facts["amount_awarded"], facts["currency"]) == (20000000, 0, "KZT")
    assert facts["law_articles"] == [article("KZ-CIV", "143")]
    nothing = incident_facts({"primary": "ATT"})
    names = ("lawful", "law_articles", "claimant", "amount_claimed", "currency", "next_dates")
    assert [nothing[name] for name in names] == ["unknown", [], None, None, None, []]
