"""Second opinions: of which decisions they are asked, what two readers say of single fields, and how far people agree."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records import review
from records.database import read_session, write_transaction
from records.errors import BadDecision
from records.filters import DraftFilter, DraftKind
from records.review import opinions
from records.review import queue as queue_module
from records.review.opinions import (
    FieldAgreement,
    FieldPair,
    agreement_share,
    by_field,
    by_language,
    by_people,
    checked_opinion,
    cohen_kappa,
    differing_fields,
    field_agreement_score,
    field_pairs,
    first_reader_values,
    jaccard,
    opinions_on,
    settle_opinion,
    store_opinion,
    unsettled_opinions,
)
from records.tables import DraftRow, FieldOpinionRow, IncidentRow, LedgerRow, SecondOpinionRow
from records.vocabulary import Category, LedgerAction, OpinionField, OpinionSettlement
from tests.conftest import NOW
from tests.desk.numbered_drafts import chosen_one, renumber
from tests.desk.site import add_draft
from tests.records.ledger.chain import chain_faults
from tests.records.review.arriving import BY, TODAY
from tests.records.review.refusals import refusal


def test_chance_chooses_about_a_tenth_and_the_draw_of_a_draft_never_changes() -> None:
    found = [number for number in range(1, 20_001) if opinions.is_chosen_for_opinion(number)]
    assert 0.09 < len(found) / 20_000 < 0.11
    assert [number for number in found if number < 60] == [6, 9, 17, 23, 25, 27, 56]


def test_kappa_of_confirming_and_rejecting_is_cohens() -> None:
    # Of 50: 20 both confirm, 15 both reject, 5 and 10 differ: observed 0.7, by chance 0.5.
    found = opinions.measured_agreement(20, 15, 5, 10)
    assert (found.opinions, found.agreed, found.share, round(found.kappa or 0, 6)) == (50, 35, 0.7, 0.4)
    never = opinions.measured_agreement(0, 0, 3, 1)
    assert (never.opinions, never.agreed, never.share) == (4, 0, 0.0)
    assert never.kappa == pytest.approx(-0.6)
    # First: 9 of 20 confirmed; second: 8 of 20; both 5: by chance 0.51.
    assert opinions.measured_agreement(5, 8, 4, 3).kappa == pytest.approx((0.65 - 0.51) / 0.49)
    assert opinions.measured_agreement(4, 0, 0, 0) == opinions.Agreement(4, 4, 1.0, None)
    assert opinions.measured_agreement(0, 0, 0, 0) == opinions.Agreement(0, 0, None, None)


@pytest.fixture
def asked(engine: Engine) -> Iterator[tuple[Session, int, int]]:
    """Two drafts of which a second opinion is asked: Aigul confirmed the one and rejected the other."""
    with write_transaction(engine) as session:
        first = chosen_one(10)
        second = chosen_one(first + 1)
        for number, name in ((first, "Абаев"), (second, "Омаров")):
            renumber(session, add_draft(session, name, title=f"{name} задержан"), name, number)
        review.confirm(session, first, **BY)
        review.reject(session, second, **BY, reason="opinion")
        for number in (first, second):
            assert opinions.request_opinion(session, session.get_one(DraftRow, number), now=NOW)
        yield session, first, second


def test_only_what_was_decided_by_a_person_and_chosen_by_chance_is_asked_for(session: Session) -> None:
    number = renumber(session, add_draft(session, "a", title="Первый"), "a", chosen_one(10))
    plain = renumber(session, add_draft(session, "b", title="Второй"), "b", next(n for n in range(500, 600) if not opinions.is_chosen_for_opinion(n)))
    draft = session.get_one(DraftRow, number)
    assert not opinions.request_opinion(session, draft, now=NOW), "nobody has decided"
    for one in (number, plain):
        review.confirm(session, one, **BY)
    assert not opinions.request_opinion(session, session.get_one(DraftRow, plain), now=NOW), "chance did not choose it"
    draft.sample = True
    assert not opinions.request_opinion(session, draft, now=NOW), "samples measure something else"
    draft.sample = False
    draft.decided_by = None
    assert not opinions.request_opinion(session, draft, now=NOW)
    draft.decided_by = "Aigul"
    assert opinions.request_opinion(session, draft, now=NOW)
    row = session.get_one(SecondOpinionRow, number)
    assert (row.asked_at, row.first_by, row.second_at) == (NOW, "Aigul", None)
    draft.decided_by = "Dana"
    opinions.request_opinion(session, draft, now=NOW + timedelta(hours=1))
    assert (row.asked_at, row.first_by) == (NOW + timedelta(hours=1), "Dana"), "the decision was taken anew"
    opinions.record_opinion(session, number, who="Berik", now=NOW, action="confirm")
    draft.decided_by = "Aigul"
    assert opinions.request_opinion(session, draft, now=NOW)
    assert (row.first_by, row.second_by) == ("Dana", "Berik"), "what was answered stays with the decision that it answered"


def test_who_decided_first_is_not_asked_and_nothing_is_asked_of_what_was_undone(asked: tuple[Session, int, int], snapshot: SnapshotAssertion) -> None:
    session, first, second = asked
    assert [opinions.count_waiting_opinions(session, who) for who in ("Aigul", "Berik")] == [0, 2]
    queues = [DraftFilter(kind=DraftKind.SECOND, who=who) for who in ("Aigul", "Berik")]
    assert [queue_module.count_drafts(session, queue, TODAY) for queue in queues] == [0, 2]
    assert [opinions.is_blind_reader(session, number, who) for number in (first, second) for who in ("Aigul", "Berik")] == [False, True, False, True]
    assert not opinions.is_blind_reader(session, 9999, "Berik")
    review.undo(session, first, **BY)
    assert (opinions.count_waiting_opinions(session, "Berik"), opinions.is_blind_reader(session, first, "Berik")) == (1, False)
    opinions.record_opinion(session, second, who="Berik", now=NOW, action="reject", reason="old")
    assert opinions.agreement(session).share == 1.0
    for number, who in ((first, "Berik"), (second, "Dana"), (9999, "Berik")):
        assert refusal(opinions.record_opinion, session, number, who=who, now=NOW, action="confirm") == snapshot


def test_an_opinion_that_says_nothing_or_comes_from_who_decided_first_is_refused(
    asked: tuple[Session, int, int], snapshot: SnapshotAssertion
) -> None:
    session, first, _ = asked
    wrong: tuple[dict[str, Any], ...] = (
        {"action": "defer"}, {"action": "reject"}, {"action": "reject", "reason": "because", "note": "x"}, {"action": "reject", "reason": "other", "note": " "},
        {"action": "confirm", "who": "Aigul"},
    )  # fmt: skip
    for said in wrong:
        assert refusal(opinions.record_opinion, session, first, **{"who": "Berik", "now": NOW, **said}) == snapshot
    assert session.get_one(SecondOpinionRow, first).second_at is None


def test_an_opinion_is_told_in_the_ledger_and_the_decision_stays(asked: tuple[Session, int, int]) -> None:
    session, first, second = asked
    later = NOW + timedelta(hours=2)
    opinions.record_opinion(session, first, who="Berik", now=later, action="reject", reason="other", note="ескі оқиға")
    made = opinions.record_opinion(session, second, who="Dana", now=later, action="confirm", reason="opinion")
    assert (made.second_by, made.second_action, made.second_at, made.second_reason, made.agreed) == ("Dana", "confirm", later, None, False)
    rows = list(session.scalars(select(LedgerRow).where(LedgerRow.action == "second").order_by(LedgerRow.id)))
    assert [(row.subject, row.who, row.at, row.before, row.reason, row.note) for row in rows] == [
        (f"second {first}", "Berik", later, {}, "other", "ескі оқиға"), (f"second {second}", "Dana", later, {}, None, ""),
    ]  # fmt: skip
    assert rows[0].after == {"action": "reject", "reason": "other", "first_by": "Aigul", "agreed": False}
    assert rows[1].after == {"action": "confirm", "reason": None, "first_by": "Aigul", "agreed": False}
    assert [session.get_one(DraftRow, number).state for number in (first, second)] == ["confirmed", "rejected"]


def test_disagreements_come_the_latest_first_with_what_each_person_said(asked: tuple[Session, int, int]) -> None:
    session, first, second = asked
    opinions.record_opinion(session, first, who="Berik", now=NOW, action="reject", reason="old")
    assert [one.draft_id for one in opinions.disagreements(session)] == [first]
    opinions.record_opinion(session, second, who="Dana", now=NOW + timedelta(hours=1), action="confirm")
    assert opinions.disagreements(session) == [
        opinions.Disagreement(second, "Омаров задержан", "Aigul", "reject", "Dana", "confirm", None, NOW + timedelta(hours=1)),
        opinions.Disagreement(first, "Абаев задержан", "Aigul", "confirm", "Berik", "reject", "old", NOW),
    ]
    assert [one.draft_id for one in opinions.disagreements(session, limit=1)] == [second]


def test_agreement_counts_the_opinions_of_a_period(asked: tuple[Session, int, int]) -> None:
    session, first, second = asked
    assert opinions.agreement(session) == opinions.Agreement(0, 0, None, None)
    opinions.record_opinion(session, first, who="Berik", now=NOW, action="confirm")
    assert opinions.agreement(session) == opinions.Agreement(1, 1, 1.0, None)
    later = NOW + timedelta(hours=1)
    opinions.record_opinion(session, second, who="Berik", now=later, action="reject", reason="old")
    assert opinions.agreement(session) == opinions.Agreement(2, 2, 1.0, 1.0)
    assert opinions.agreement(session, since=later).opinions == 1
    assert opinions.agreement(session, until=later).opinions == 1
    assert opinions.agreement(session, since=NOW, until=later + timedelta(seconds=1)).opinions == 2
    session.get_one(SecondOpinionRow, second).second_action, session.get_one(SecondOpinionRow, second).agreed = "confirm", False
    session.flush()
    assert opinions.agreement(session) == opinions.measured_agreement(1, 0, 0, 1)


F = OpinionField

FIRST = {"primary": "ATT", "incident_date": "2026-11-02", "place": "Петропавл", "victims": [{"name": "Ерлан Сериков"}], "actor": "business"}

SECOND = {F.CATEGORY: "THR", F.DATE: "2026-11-02", F.PLACE: "Петропавловск", F.VICTIMS: ["сериков ерлан", "Айгүл Омарова"], F.ACTOR: "business"}


def confirmed(session: Session, article: str = "a", title: str = "Первый", after: int = 10) -> int:
    number = renumber(session, add_draft(session, article, title=title), article, chosen_one(after))
    review.confirm(session, number, **BY, fields=FIRST)
    assert opinions.request_opinion(session, session.get_one(DraftRow, number), now=NOW)
    return number


def opined(engine: Engine, fields: dict[OpinionField, Any] = SECOND) -> int:
    with write_transaction(engine) as session:
        number = confirmed(session)
        opinions.record_opinion(session, number, who="Berik", now=NOW, action="confirm", fields=fields)
        return number


def test_what_both_say_is_kept_side_by_side_and_the_record_stays(engine: Engine) -> None:
    with write_transaction(engine) as session:
        number = confirmed(session)
        stood = session.scalars(select(IncidentRow.version)).one()
        opinions.record_opinion(session, number, who="Berik", now=NOW, action="confirm", fields=SECOND)
    with read_session(engine) as session:
        rows = opinions_on(session, number)
        assert [(row.field, row.alike) for row in rows] == [("category", 0), ("date", 1), ("place", 1), ("victims", 0.5), ("actor", 1)]
        assert (rows[0].first, rows[0].second, rows[0].first_by, rows[0].second_by) == ("ATT", "THR", "Aigul", "Berik")
        assert [row.first for row in rows] == ["ATT", "2026-11-02", "Петропавл", ["Ерлан Сериков"], "business"]
        assert {(row.lang, row.at) for row in rows} == {("ru", NOW)}
        assert session.scalars(select(IncidentRow.version)).one() == stood
        note = session.scalars(select(LedgerRow).where(LedgerRow.action == LedgerAction.SECOND)).one()
        assert (note.after["fields"]["primary"], note.after["fields"]["victims"]) == ("THR", ["сериков ерлан", "Айгүл Омарова"])
        assert [row.field for row in unsettled_opinions(session)] == ["category", "victims"]
    assert chain_faults(engine) == []


def test_where_readers_differ_is_told_of_each_draft_and_the_latest_comes_first(session: Session) -> None:
    said: list[dict[OpinionField, Any]] = [
        {F.VICTIMS: [], F.CATEGORY: "THR", F.PLACE: "Петропавл"},
        {F.ACTOR: "court", F.CATEGORY: "THR"},
        {F.PLACE: "Орал"},
        {F.PLACE: "Петропавл"},
    ]
    drafts: list[int] = []
    for article, title in zip("abcd", ("Первый", "Второй", "Третий", "Иной"), strict=True):
        drafts.append(confirmed(session, article, title, drafts[-1] + 1 if drafts else 10))
    # The third was given first, and the two others at one moment.
    for nth, hours in ((2, 0), (1, 1), (0, 1), (3, 2)):
        opinions.record_opinion(session, drafts[nth], who="Berik", now=NOW + timedelta(hours=hours), action="confirm", fields=said[nth])
    first, second, third, _ = drafts
    told = [(first, "category"), (first, "victims"), (second, "actor"), (second, "category"), (third, "place")]
    assert [(row.draft_id, row.field) for row in unsettled_opinions(session)] == told
    assert [(row.draft_id, row.field) for row in unsettled_opinions(session, 2)] == told[:2]
    settle_opinion(session, first, F.CATEGORY, OpinionSettlement.FIRST, who="Dana", now=NOW)
    assert [(row.draft_id, row.field) for row in unsettled_opinions(session)] == told[1:]
    assert differing_fields(session, drafts) == {first: [F.CATEGORY, F.VICTIMS], second: [F.CATEGORY, F.ACTOR], third: [F.PLACE]}
    assert (differing_fields(session, [second]), differing_fields(session, [])) == ({second: [F.CATEGORY, F.ACTOR]}, {})


def test_a_field_of_which_nothing_was_said_is_not_compared_and_a_rejection_compares_none(engine: Engine) -> None:
    number = opined(engine, {F.ACTOR: "court", F.VICTIMS: []})
    with read_session(engine) as session:
        assert [(row.field, row.alike) for row in opinions_on(session, number)] == [("victims", 0), ("actor", 0)]
    with write_transaction(engine) as session:
        second = renumber(session, add_draft(session, "b", title="Второй"), "b", chosen_one(number + 1))
        review.reject(session, second, **BY, reason="opinion")
        opinions.request_opinion(session, session.get_one(DraftRow, second), now=NOW)
        opinions.record_opinion(session, second, who="Berik", now=NOW, action="confirm", fields=SECOND)
        assert opinions_on(session, second) == []


def test_what_is_the_same_is_seen_whatever_its_spelling() -> None:
    table: list[tuple[OpinionField, Any, Any, float]] = [
        (F.DATE, "2026-11", "2026-11-02", 0), (F.DATE, "", "", 1), (F.PLACE, "Алматы", "алматы", 1), (F.PLACE, "", "Алматы", 0), (F.PLACE, "", "", 1),
        (F.PLACE, "Аул Х", "Аул Y", 0), (F.VICTIMS, [], [], 1), (F.VICTIMS, ["Омарова А."], ["А. Омарова"], 1), (F.CATEGORY, "ATT", "ATT", 1),
    ]  # fmt: skip
    assert [
        row for row in table if not field_agreement_score(row[0], row[1], row[2]) == field_agreement_score(row[0], row[2], row[1]) == row[3]
    ] == []


def test_what_the_second_reader_says_is_kept_in_the_shape_of_what_the_first_said() -> None:
    names = [str(n) for n in range(50)]
    table: list[tuple[OpinionField, Any, Any]] = [
        (F.VICTIMS, [*names, *names, " "], names), (F.VICTIMS, [" А.  Омарова\n", "А. Омарова", "х" * 201], ["А. Омарова", "х" * 200]),
        (F.PLACE, f" Аул \t Х{'х' * 200}", "Аул Х" + "х" * 195), (F.DATE, "", ""),
        (F.DATE, "2026", "2026"), (F.DATE, " 2026-11 ", "2026-11"),
        (F.DATE, date(2026, 11, 2), "2026-11-02"), (F.CATEGORY, Category.ATT, "ATT"), (F.ACTOR, "court", "court"),
    ]  # fmt: skip
    assert [(field, said) for field, said, kept in table if checked_opinion({field: said}) != {field: kept}] == []
    assert checked_opinion({}) == {}


def test_what_is_no_answer_is_refused_at_its_field(snapshot: SnapshotAssertion) -> None:
    wrong: tuple[dict[OpinionField, Any], ...] = (
        {F.CATEGORY: "XXX"}, {F.ACTOR: "pope"}, {F.DATE: "2026-13-01"}, {F.DATE: "soon"}, {F.VICTIMS: [str(n) for n in range(51)]},
    )  # fmt: skip
    assert [refusal(checked_opinion, said) for said in wrong] == snapshot


@pytest.mark.parametrize("day", ["2026-11-02", "2026-11", "2026", ""])
def test_what_the_first_confirmed_is_told_as_far_as_it_is_known(session: Session, day: str) -> None:
    proposed = {"actor": "court", "persons": [{"name": "Асель Тестова", "role": "victim"}]}
    draft = add_draft(session, "a", title="Первый", screened=proposed)
    row = session.get_one(DraftRow, draft)
    machine = {F.CATEGORY: "ATT", F.DATE: "2026-11-22", F.PLACE: "Қарағанды", F.VICTIMS: ["Асель Тестова"], F.ACTOR: "court"}
    assert first_reader_values(row) == machine, "what a person confirms unchanged is what the machine proposed"
    review.confirm(session, draft, **BY, fields={**FIRST, "incident_date": day, "victims": [], "place": ""})
    assert first_reader_values(row) == {F.CATEGORY: "ATT", F.DATE: day, F.PLACE: "", F.VICTIMS: [], F.ACTOR: "business"}


def test_a_third_settles_and_the_second_may_agree_after_all(engine: Engine, snapshot: SnapshotAssertion) -> None:
    number = opined(engine)
    wrong: tuple[tuple[int, OpinionField, OpinionSettlement, str], ...] = (
        (0, F.CATEGORY, OpinionSettlement.FIRST, "Aigul"), (0, F.CATEGORY, OpinionSettlement.FIRST, "Berik"), (0, F.CATEGORY, OpinionSettlement.AGREED, "Aigul"),
        (0, F.CATEGORY, OpinionSettlement.AGREED, "Dana"), (0, F.CATEGORY, OpinionSettlement.OTHER, "Dana"), (0, F.DATE, OpinionSettlement.FIRST, "Dana"), (1, F.DATE, OpinionSettlement.FIRST, "Dana"),
    )  # fmt: skip
    with write_transaction(engine) as session:
        for off, field, way, who in wrong:
            assert refusal(settle_opinion, session, number + off, field, way, who=who, now=NOW, note=" ") == snapshot
        settle_opinion(session, number, F.CATEGORY, OpinionSettlement.AGREED, who="Berik", now=NOW)
        settle_opinion(session, number, F.VICTIMS, OpinionSettlement.FIRST, who="Dana", now=NOW)
        later = NOW + timedelta(hours=1)
        row = settle_opinion(session, number, F.VICTIMS, OpinionSettlement.OTHER, who="Marat", now=later, note=" Both were there ")
        assert (row.settled, row.settled_by, row.settled_at, row.settled_note) == ("other", "Marat", later, "Both were there")
        assert unsettled_opinions(session) == []
        # What was said blind stays for the figures.
        assert session.get_one(FieldOpinionRow, (number, F.CATEGORY)).alike == 0
        rows = session.scalars(select(LedgerRow).where(LedgerRow.action == LedgerAction.SETTLE_FIELD).order_by(LedgerRow.id)).all()
        assert [(row.who, row.subject, row.note, row.before, row.after) for row in rows] == [
            (who, f"second {number}", note, {"field": field, "settled": before}, {"field": field, "settled": after})
            for who, field, before, after, note in (
                ("Berik", "category", None, "agreed", ""), ("Dana", "victims", None, "first", ""),
                ("Marat", "victims", "first", "other", "Both were there"),
            )
        ]  # fmt: skip
    assert chain_faults(engine) == []


def test_an_opinion_that_is_refused_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(BadDecision):
        opined(engine, {F.CATEGORY: "nonsense"})
    with write_transaction(engine) as session:
        assert list(session.scalars(select(FieldOpinionRow))) == []
        number = confirmed(session)
        draft = session.get_one(DraftRow, number)
        opinions.record_opinion(session, number, who="Berik", now=NOW, action="confirm")
        assert [row.field for row in store_opinion(session, draft, {F.ACTOR: "court"}, first_by="Aigul", second_by="Berik", now=NOW)] == ["actor"]


def pair(first: str, second: str, by: tuple[str, str] = ("A", "B"), lang: str = "kk") -> FieldPair:
    return FieldPair(F.CATEGORY, first, second, float(first == second), lang, *by)


def test_each_field_has_its_share_and_codes_have_kappa() -> None:
    victims = [FieldPair(F.VICTIMS, [], [], alike, "kk", "A", "B") for alike in (1, 0.5, 0)]
    found = by_field([*victims, pair("ATT", "ATT"), pair("THR", "THR"), pair("ATT", "THR"), pair("THR", "THR")])
    assert [one.field for one in found] == [F.CATEGORY, F.VICTIMS]
    assert (found[0].pairs, found[0].same, found[0].alike) == (4, 3, 0.75)
    assert found[0].kappa == pytest.approx(0.5)
    assert found[1] == FieldAgreement(F.VICTIMS, 3, 1, 0.5, None)


def test_languages_and_people_are_told_apart_and_two_people_are_one_pair_whoever_was_first() -> None:
    pairs = [pair("ATT", "THR"), pair("THR", "ATT", ("B", "A"), "ru"), pair("ATT", "ATT", ("A", "C"), "ru")]
    assert {lang: one[0].pairs for lang, one in by_language(pairs).items()} == {"kk": 1, "ru": 2}
    people = by_people(pairs)
    assert {two: one[0].pairs for two, one in people.items()} == {("A", "B"): 2, ("A", "C"): 1}
    # A said ATT both times and B said THR both times: nothing in common, and nothing that chance would give.
    assert people["A", "B"][0].kappa == 0


def test_a_period_takes_what_was_said_in_it(engine: Engine) -> None:
    opined(engine)
    with read_session(engine) as session:
        assert len(field_pairs(session, NOW, NOW + timedelta(seconds=1))) == len(field_pairs(session)) == 5
        assert field_pairs(session, NOW + timedelta(seconds=1)) == field_pairs(session, None, NOW) == []
        assert {one.people for one in field_pairs(session)} == {("Aigul", "Berik")}
        assert [one.field for one in field_pairs(session, NOW)] == ["actor", "category", "date", "place", "victims"]


CODES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=60)


def table(counts: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
    return [pair for pair, number in counts.items() for _ in range(number)]


# Of 50 requests both say yes to 20 and no to 15 (the example of the article on Cohen's kappa in Wikipedia): p_o 0.70, p_e 0.50. The two others are the pair
# of tables there that have the same share alike (0.60) and another kappa.
PRINTED: list[tuple[dict[tuple[str, str], int], float]] = [
    ({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}, 0.4),
    ({("y", "y"): 45, ("y", "n"): 15, ("n", "y"): 25, ("n", "n"): 15}, 0.1304),
    ({("y", "y"): 25, ("y", "n"): 35, ("n", "y"): 5, ("n", "n"): 35}, 0.2593),
]


def test_kappa_is_what_is_printed() -> None:
    assert [cohen_kappa(table(counts)) for counts, _ in PRINTED] == [pytest.approx(kappa, abs=0.00005) for _, kappa in PRINTED]


@given(CODES)
def test_kappa_of_several_codes_is_that_of_another_program(pairs: list[tuple[str, str]]) -> None:
    mine = cohen_kappa(pairs)
    if mine is None:
        assert len({code for pair in pairs for code in pair}) == 1
        return
    assert mine == pytest.approx(cohen_kappa_score([one for one, _ in pairs], [other for _, other in pairs]))


@pytest.mark.parametrize(
    ("pairs", "share", "kappa"),
    [
        ([], None, None), ([("a", "a")] * 3, 1.0, None), ([("a", "b"), ("b", "a")], 0.0, -1.0), ([("a", "a"), ("b", "b")], 1.0, 1.0),
        ([("a", "b")], 0.0, 0.0),
    ],
)  # fmt: skip
def test_the_ends_of_the_scale(pairs: list[tuple[str, str]], share: float | None, kappa: float | None) -> None:
    assert (agreement_share(pairs), cohen_kappa(pairs)) == (share, kappa)


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [("", "", 1.0), ("a", "", 0.0), ("ab", "bc", 1 / 3), ("ab", "ab", 1.0), ("abcd", "ab", 0.5), (["a", "a"], "a", 1.0)],
)
def test_jaccard_is_the_common_part(first: Any, second: Any, common: float) -> None:
    assert jaccard(first, second) == jaccard(second, first) == pytest.approx(common)
