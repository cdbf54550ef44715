"""Grouping into drafts, and what people decide on them: nothing is lost, nothing happens twice, everything can be taken back."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import incidents, review
from records.database import read_session, write_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NoSuchIncident, NothingToUndo
from records.incident_fields import BY_NAME
from records.incident_model import Incident
from records.review import groups
from records.tables import DraftRow, IncidentRow, LedgerRow
from records.vocabulary import Actor, Category, DatePrecision, Motive, StatusCode, Target
from tests.conftest import NOW
from tests.records import rows
from tests.records.recogniser import ByFirstWord

TODAY = NOW.date()
BY: dict[str, Any] = {"who": "Aigul", "now": NOW}


def arrive(session: Session, identifier: str, title: str, *, day: date = TODAY, screened: dict[str, Any] | None = None, **article: Any) -> int:
    """An article comes in and is grouped: the draft that it is in now."""
    rows.article(session, identifier, title=title, published_on=day, published_at=day.isoformat(), **article)
    rows.screening(session, identifier, **(screened or {}))
    review.propose(session, review.undrafted(session, "test 1"), now=NOW, recogniser=ByFirstWord())
    found = groups.draft_of(session, identifier)
    assert found is not None
    return found


def state(session: Session, draft: int) -> str:
    return session.get_one(DraftRow, draft).state


def recorded(session: Session, number: str) -> Incident:
    found = incidents.find(session, number)
    assert found is not None
    return found


# What groups


def test_news_of_an_open_draft_joins_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "a", "Сериков избит")
        assert arrive(session, "b", "Сериков подал заявление") == first
        assert arrive(session, "c", "Ахметова задержана") != first
        assert groups.articles_of(session, first) == ["a", "b"]


def test_a_deferred_draft_takes_news_and_stays_deferred(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "a", "Сериков избит")
        review.defer(session, first, until=date(2026, 12, 1), **BY)
        assert arrive(session, "b", "Сериков подал заявление") == first
        assert state(session, first) == "deferred"


def test_news_of_a_confirmed_incident_is_a_draft_that_follows_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "a", "Сериков избит")
        review.confirm(session, first, **BY)
        second = arrive(session, "b", "Сериков в суде")
        assert second != first
        row = session.get_one(DraftRow, second)
        assert (row.follows, row.label, row.state) == ("KZ-2026-0001", "followup", "new")


def test_further_news_joins_the_draft_that_waits_with_such_news_but_not_months_later(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков избит", day=date(2026, 3, 1)), **BY)
        waiting = arrive(session, "b", "Сериков подал заявление", day=date(2026, 3, 20))
        assert arrive(session, "c", "Сериков о заявлении", day=date(2026, 3, 22)) == waiting
        later = arrive(session, "d", "Сериков дождался суда", day=date(2026, 6, 1))
        assert later != waiting
        assert session.get_one(DraftRow, later).follows == "KZ-2026-0001"


def test_news_of_what_was_rejected_is_a_new_draft_that_says_so_and_a_reprint_joins_what_it_repeats(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "a", "Сериков избит")
        review.reject(session, first, reason="not_work", **BY)
        second = arrive(session, "b", "Сериков снова")
        assert session.get_one(DraftRow, second).proposal["resembles"] == first
        assert arrive(session, "c", "Чужой заголовок", copy_of="a", outlet="kz_other") == first
        assert state(session, first) == "rejected"


def test_two_open_drafts_that_turn_out_to_be_one_event_are_put_together_unless_a_person_told_them_apart(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for identifier in ("a", "b", "c"):
            rows.article(session, identifier, title=f"Сериков {identifier}", published_at="2026-11-23")
            rows.screening(session, identifier)
        # Without a recogniser each stands alone; its traits are given by hand.
        alone = [draft.id for draft in review.propose(session, review.undrafted(session, "test 1"), now=NOW)]
        for draft, identifier in zip(alone, ("a", "b", "c"), strict=True):
            _give_traits(session, draft, identifier)
        groups.tell_apart(session, alone[0], alone[2])
        joined = arrive(session, "d", "СЕРИКОВ избит")
        assert sorted(state(session, draft) for draft in alone) == ["merged", "new", "new"]
        assert len(groups.articles_of(session, joined)) == 3
        who = session.scalars(select(LedgerRow.who).where(LedgerRow.action == "merge")).all()
        assert who == ["qorgan"]


def _give_traits(session: Session, draft: int, identifier: str) -> None:
    from records.model import Article
    from records.tables import DraftArticleRow

    session.delete(session.get_one(DraftArticleRow, identifier))
    session.flush()
    traits = ByFirstWord().traits_of(Article(identifier, "", "Сериков", published_at="2026-11-23"), {})
    groups.put(session, draft, identifier, traits, ByFirstWord().keys_of(traits))


def test_the_likeliest_article_proposes_and_the_others_fill_what_it_leaves_open(engine: Engine) -> None:
    with write_transaction(engine) as session:
        bare = {"place": None, "region": None, "country": None, "incident_date": None, "date_precision": None, "score": 0.95}
        draft = arrive(session, "a", "Сериков избит", screened={**bare, "outcome": "none"})
        arrive(session, "b", "Сериков избит охраной", screened={"actor": "security_guard", "outcome": "investigating", "score": 0.5})
        proposal = session.get_one(DraftRow, draft).proposal
        assert (proposal["told_by"], proposal["score"]) == ("a", 0.95)
        assert (proposal["region"], proposal["incident_date"], proposal["actor"], proposal["outcome"]) == (
            "KZ-35",
            "2026-11-22",
            "security_guard",
            "investigating",
        )


def test_what_was_proposed_to_a_person_stays_when_news_is_merged_into_their_incident(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "a", "Сериков избит", screened={"score": 0.4})
        review.confirm(session, first, **BY)
        other = arrive(session, "b", "Другой рассказ", screened={"score": 0.99, "place": "Орал"})
        review.merge(session, other, into="KZ-2026-0001", **BY)
        assert session.get_one(DraftRow, first).proposal["place"] == "Қарағанды"
        assert [article.id for article in recorded(session, "KZ-2026-0001").articles] == ["a", "b"]


# Confirming


def test_a_confirmation_records_an_incident_under_the_next_number_of_its_year(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for number, day in enumerate(("2025-05-04", "2026-11-22", "2026-01-01", None)):
            draft = arrive(session, f"a{number}", f"Слово{number}", screened={"incident_date": day, "date_precision": "day" if day else None})
            review.confirm(session, draft, **BY)
        assert [one.number for one in incidents.load(session)] == ["KZ-2025-0001", "KZ-2026-0001", "KZ-2026-0002", "KZ-2026-0003"]
        undated = recorded(session, "KZ-2026-0003")
        assert (undated.day, undated.precision) == (None, None)


def test_an_incident_holds_the_persons_word_and_where_they_said_nothing_the_machines(engine: Engine) -> None:
    screened = {
        "persons": [{"name": "Асель Тестова", "role": "victim"}, {"name": "Иван Пробный", "role": "official"}],
        "outlets": ["Мысал ТВ"],
        "categories": [{"code": "OBS", "score": 0.4}, {"code": "ATT", "score": 0.9}],
    }
    fields = {
        "primary": "THR",
        "incident_date": "2026-10",
        "actor": "security_guard",
        "during": "briefing",
        "motive": "confirmed",
        "summary": {"ru": " Угрожали. ", "kk": ""},
    }
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Тестова", screened=screened), fields=fields, **BY)
        one = recorded(session, "KZ-2026-0001")
    assert (one.primary, one.categories) == (Category.THR, (Category.THR, Category.ATT, Category.OBS))
    assert (one.day, one.precision, one.actor, one.facts["target"], BY_NAME["online"].of(one)) == (
        date(2026, 10, 1),
        DatePrecision.MONTH,
        Actor.SECURITY_GUARD,
        Target.PERSON,
        False,
    )
    assert [(victim.name, victim.outlet) for victim in one.victims] == [("Асель Тестова", "Мысал ТВ")]
    assert (one.facts["during"], one.facts["motive"], one.summary, one.region, one.title) == (
        "briefing",
        Motive.CONFIRMED,
        {"ru": "Угрожали."},
        "KZ-35",
        "Тестова",
    )


def test_a_new_incident_begins_with_its_report_and_what_came_of_it_so_far(engine: Engine) -> None:
    day = date(2026, 11, 23)
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков", day=day, screened={"outcome": "investigating"}), **BY)
        statuses = recorded(session, "KZ-2026-0001").statuses
    assert [(one.day, one.code, one.source) for one in statuses] == [
        (day, StatusCode.REP, "https://test.example/a"),
        (day, StatusCode.PTI, "https://test.example/a"),
    ]


def test_confirming_news_of_an_incident_appends_a_dated_status_and_takes_no_number(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков избит", day=date(2026, 11, 22)), **BY)
        news = arrive(session, "b", "Сериков — дело прекращено", day=date(2026, 11, 24), screened={"outcome": "dropped"})
        review.confirm(session, news, **BY)
        one = recorded(session, "KZ-2026-0001")
        assert [(status.day.day, status.code) for status in one.statuses] == [(22, "REP"), (24, "DRP")]
        assert [article.id for article in one.articles] == ["a", "b"]
        review.confirm(session, arrive(session, "c", "Ахметова задержана"), **BY)
        assert [found.number for found in incidents.load(session)] == ["KZ-2026-0001", "KZ-2026-0002"]


def test_a_person_may_say_that_news_brings_no_status_or_another_one_or_is_an_incident_of_its_own(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков избит"), **BY)
        for identifier, fields in (
            ("b", {"status": ""}),
            ("c", {"status": "CMP", "status_date": "2026-11-23", "status_source": "Письмо адвоката"}),
            ("d", {"follows": ""}),
        ):
            draft = arrive(session, identifier, "Сериков опять", day=NOW.date() - timedelta(days=40 * (ord(identifier) - 97)))
            review.confirm(session, draft, fields=fields, **BY)
        assert [(one.code, one.source) for one in recorded(session, "KZ-2026-0001").statuses] == [
            ("CMP", "Письмо адвоката"),
            ("REP", "https://test.example/a"),
        ]
        assert [one.number for one in incidents.load(session)] == ["KZ-2026-0001", "KZ-2026-0002"]


def test_news_of_an_incident_that_the_record_lacks_is_a_draft_that_becomes_the_incident(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков — суд", screened={"label": "followup", "outcome": "convicted", "incident_date": "2025-02-03"})
        assert (session.get_one(DraftRow, draft).label, session.get_one(DraftRow, draft).follows) == ("followup", None)
        review.confirm(session, draft, **BY)
        assert [one.code for one in recorded(session, "KZ-2025-0001").statuses] == ["REP", "CVF"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"colour": "red"}, "colour is no field"),
        ({"regoin": "KZ-35"}, "did you mean region"),
        ({"categories": ["ATT", "XXX"]}, "categories: XXX"),
        ({"categories": []}, "categories"),
        ({"primary": "nonsense"}, "primary: nonsense"),
        ({"incident_date": "2026-13-01"}, "incident_date: 2026-13-01"),
        ({"incident_date": "вчера"}, "incident_date: вчера"),
        ({"region": "Марс"}, "region: Марс"),
        ({"victims": [{"name": ""}]}, "victims"),
        ({"victims": [{"name": "А", "age": "3"}]}, "victims"),
        ({"persons": [{"name": "А", "role": "hero"}]}, "hero"),
        ({"summary": "text"}, "summary"),
        ({"online": "perhaps"}, "online: perhaps"),
        ({"country": "Kazakhstan"}, "country"),
        ({"follows": "0042"}, "follows"),
        ({"status": "WON"}, "status: WON"),
        ({"status_date": "2026-11"}, "status_date"),
        ({"actor": ["court"]}, "actor"),
        ({"title": ["x"]}, "title"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused_by_name_and_nothing_is_decided(engine: Engine, fields: dict[str, Any], told: str) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
    with pytest.raises(BadDecision, match=told), write_transaction(engine) as session:
        review.confirm(session, draft, fields=fields, **BY)
    with read_session(engine) as session:
        assert state(session, draft) == "new"
        assert session.query(LedgerRow).count() == session.query(IncidentRow).count() == 0


@pytest.mark.parametrize(
    ("name", "written", "kept"),
    [
        ("region", "Карагандинская область", "KZ-35"),
        ("region", "kz-35", "KZ-35"),
        ("country", "kg", "KG"),
        ("categories", "att, THR", ["ATT", "THR"]),
        ("categories", [{"code": "ATT", "score": 0.4}], ["ATT"]),
        ("victims", "Асель Тестова; Б. Сынақов", [{"name": "Асель Тестова", "profession": "", "outlet": ""}, {"name": "Б. Сынақов", "profession": "", "outlet": ""}]),
        ("outlets", "Мысал; Үлгі", ["Мысал", "Үлгі"]),
        ("online", "yes", True),
        ("title", "  Заголовок ", "Заголовок"),
        ("place", "", None),
    ],
)  # fmt: skip
def test_people_write_in_more_ways_than_one(name: str, written: Any, kept: Any) -> None:
    from records.review.draft_fields import checked

    assert checked({name: written}) == {name: kept}


@pytest.mark.parametrize(
    ("written", "day", "precision"), [("2021-06-10", "2021-06-10", "day"), ("2021-06", "2021-06-01", "month"), (2021, "2021-01-01", "year")]
)
def test_how_much_of_a_date_is_written_says_how_much_is_known(written: Any, day: str, precision: str) -> None:
    from records.review.draft_fields import checked

    assert checked({"incident_date": written}) == {"incident_date": day, "date_precision": precision}


def test_an_incident_needs_a_category_from_somebody(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков", screened={"categories": []})
        with pytest.raises(BadDecision, match="--set primary"):
            review.confirm(session, draft, **BY)
        review.confirm(session, draft, fields={"primary": "att"}, **BY)
        assert recorded(session, "KZ-2026-0001").categories == (Category.ATT,)


def test_what_is_noted_for_the_victims_safety_stands_in_no_draft_and_not_in_the_ledger(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        review.confirm(session, draft, fields={"safety_notes": "уехал к сестре", "contacts": "+7 700 000 00 00"}, **BY)
        private = session.get_one(IncidentRow, "KZ-2026-0001").private
        assert (private["safety_notes"], private["contacts"]) == ("уехал к сестре", "+7 700 000 00 00")
        kept = [session.get_one(DraftRow, draft).fields, *((row.before, row.after, row.note) for row in session.query(LedgerRow))]
        assert "сестр" not in str(kept)
        # Not "700" alone: a hash in a row may hold it by chance.
        assert not any(digits in str(kept) for digits in ("700 000", "7000000"))
        review.undo(session, draft, **BY)
        review.confirm(session, draft, **BY)
        assert session.get_one(IncidentRow, "KZ-2026-0001").private == private


# Undoing, and numbers


def test_an_undone_confirmation_leaves_its_number_withdrawn_and_a_renewed_one_gives_it_back(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first, second = (arrive(session, name, f"Слово{name}") for name in ("a", "b"))
        review.confirm(session, first, **BY)
        review.undo(session, first, **BY)
        assert [one.number for one in incidents.load(session)] == []
        assert recorded(session, "KZ-2026-0001").withdrawn
        review.confirm(session, second, **BY)
        review.confirm(session, first, fields={"place": "Теміртау"}, **BY)
        assert [(one.number, one.place) for one in incidents.load(session)] == [("KZ-2026-0001", "Теміртау"), ("KZ-2026-0002", "Қарағанды")]
        assert len(recorded(session, "KZ-2026-0001").statuses) == 1
        assert ledger_holds(session)


def test_an_undone_confirmation_of_news_takes_its_status_back(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков избит"), **BY)
        news = arrive(session, "b", "Сериков — дело прекращено", screened={"outcome": "dropped"})
        review.confirm(session, news, **BY)
        review.undo(session, news, **BY)
        one = recorded(session, "KZ-2026-0001")
        assert ([status.code for status in one.statuses], [article.id for article in one.articles], one.withdrawn) == (["REP"], ["a"], False)
        assert session.get_one(DraftRow, news).follows == "KZ-2026-0001"


def test_decisions_are_taken_back_one_by_one(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        review.defer(session, draft, until=date(2026, 12, 1), **BY)
        review.defer(session, draft, until=date(2026, 12, 9), **BY)
        review.confirm(session, draft, **BY)
        states = []
        for _ in range(3):
            row = review.undo(session, draft, **BY)
            states.append((row.state, row.deferred_until and row.deferred_until.day))
        assert states == [("deferred", 9), ("deferred", 1), ("new", None)]
        with pytest.raises(NothingToUndo):
            review.undo(session, draft, **BY)
        assert ledger_holds(session)


def test_nothing_is_confirmed_onto_a_withdrawn_incident(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first = arrive(session, "a", "Сериков избит")
        review.confirm(session, first, **BY)
        news = arrive(session, "b", "Сериков в суде")
        review.undo(session, first, **BY)
        with pytest.raises(BadDecision, match="withdrawn"):
            review.confirm(session, news, **BY)
        with pytest.raises(BadDecision, match="withdrawn"):
            review.merge(session, news, into="KZ-2026-0001", **BY)


# Deferring


@pytest.mark.parametrize("until", [NOW.date(), NOW.date() - timedelta(days=1)])
def test_a_draft_is_deferred_to_a_day_to_come(engine: Engine, until: date) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        with pytest.raises(BadDecision, match="not to come"):
            review.defer(session, draft, until=until, **BY)


# Merging and splitting


def test_a_merged_draft_gives_its_articles_and_an_undone_merge_takes_them_back_for_good(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, other = arrive(session, "a", "Сериков"), arrive(session, "b", "Ахметова")
        review.merge(session, other, into=one, **BY)
        assert (groups.articles_of(session, one), groups.articles_of(session, other), state(session, other)) == (["a", "b"], [], "merged")
        review.undo(session, other, **BY)
        assert (groups.articles_of(session, one), groups.articles_of(session, other), state(session, other)) == (["a"], ["b"], "new")
        assert groups.apart(session, one, other)
        assert session.get_one(DraftRow, other).proposal["title"] == "Ахметова"


def test_a_chain_of_merges_is_taken_back_from_its_end_only(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two, three = (arrive(session, name, f"Слово{name}") for name in ("a", "b", "c"))
        review.merge(session, one, into=two, **BY)
        review.merge(session, two, into=three, **BY)
        with pytest.raises(NothingToUndo, match="no longer in draft"):
            review.undo(session, one, **BY)
        review.undo(session, two, **BY)
        review.undo(session, one, **BY)
        assert [groups.articles_of(session, draft) for draft in (one, two, three)] == [["a"], ["b"], ["c"]]


def test_a_draft_is_merged_only_into_what_can_take_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two, three = (arrive(session, name, f"Слово{name}") for name in ("a", "b", "c"))
        review.reject(session, two, reason="old", **BY)
        with pytest.raises(BadDecision, match="into itself"):
            review.merge(session, one, into=one, **BY)
        with pytest.raises(AlreadyDecided, match="rejected"):
            review.merge(session, one, into=two, **BY)
        with pytest.raises(NoSuchDraft):
            review.merge(session, one, into=999, **BY)
        with pytest.raises(NoSuchIncident):
            review.merge(session, one, into="KZ-2026-0099", **BY)
        review.merge(session, one, into=three, **BY)
        with pytest.raises(AlreadyDecided, match="merged"):
            review.merge(session, one, into=three, **BY)
        last = arrive(session, "d", "Последнее")
        with pytest.raises(BadDecision, match="was itself merged"):
            review.merge(session, last, into=one, **BY)


def test_articles_merged_into_an_imported_incident_count_to_its_sources(engine: Engine) -> None:
    with write_transaction(engine) as session:
        incidents.admit(session, Incident("KZ-2019-0001", Category.ATT, (Category.ATT,), date(2019, 7, 23)), who="Aigul", now=NOW)
        draft = arrive(session, "a", "Сериков")
        review.merge(session, draft, into="KZ-2019-0001", **BY)
        assert [article.id for article in recorded(session, "KZ-2019-0001").articles] == ["a"]
        later = arrive(session, "b", "Сериков снова")
        assert session.get_one(DraftRow, later).follows == "KZ-2019-0001"
        review.undo(session, draft, **BY)
        assert recorded(session, "KZ-2019-0001").articles == ()


def test_what_is_split_off_is_a_draft_of_its_own_and_stays_apart(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит", screened={"score": 0.9})
        arrive(session, "b", "Сериков выиграл кубок", screened={"score": 0.8, "place": "Орал"})
        part = review.split(session, draft, articles=["b"], **BY)
        assert (groups.articles_of(session, draft), groups.articles_of(session, part.id)) == (["a"], ["b"])
        assert (part.proposal["place"], part.score, state(session, draft)) == ("Орал", 0.8, "new")
        joined = arrive(session, "c", "СЕРИКОВ везде")
        assert {joined, draft, part.id} == {draft, part.id}
        assert [state(session, one) for one in (draft, part.id)] == ["new", "new"]
        assert part.id not in [row.id for row in groups.like(session, draft)]


def test_an_undone_split_brings_back_all_that_the_part_has_gathered(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит")
        arrive(session, "b", "Сериков снова")
        part = review.split(session, draft, articles=["b"], **BY)
        arrive(session, "c", "Другое", copy_of="b", outlet="kz_other")
        review.undo(session, draft, **BY)
        assert (groups.articles_of(session, draft), state(session, part.id)) == (["a", "b", "c"], "merged")
        assert not groups.apart(session, draft, part.id)


def test_a_split_is_not_undone_once_its_part_is_decided(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит")
        arrive(session, "b", "Сериков снова")
        part = review.split(session, draft, articles=["b"], **BY)
        review.reject(session, part.id, reason="opinion", **BY)
        with pytest.raises(NothingToUndo, match="decided on"):
            review.undo(session, draft, **BY)


@pytest.mark.parametrize(("articles", "told"), [([], "names some"), (["a", "b"], "names some"), (["a", "zzz"], "zzz is no article")])
def test_a_split_names_some_articles_of_the_draft_and_leaves_some(engine: Engine, articles: list[str], told: str) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков избит")
        arrive(session, "b", "Сериков снова")
        with pytest.raises(BadDecision, match=told):
            review.split(session, draft, articles=articles, **BY)


# Incidents afterwards


def test_a_status_has_a_source_and_a_day_between_the_incident_and_today(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков"), **BY)
        for day, source, told in (
            (date(2026, 11, 25), "x", "future"),
            (date(2026, 11, 21), "x", "before the incident"),
            (NOW.date(), " ", "source"),
        ):
            with pytest.raises(BadDecision, match=told):
                incidents.add_status(session, "KZ-2026-0001", StatusCode.CMP, day, source=source, **BY)
        with pytest.raises(NoSuchIncident):
            incidents.add_status(session, "KZ-2026-0002", StatusCode.CMP, NOW.date(), source="x", **BY)
        incidents.add_status(session, "KZ-2026-0001", StatusCode.CMP, NOW.date(), source="заявление № 7", **BY)
        assert [one.code for one in recorded(session, "KZ-2026-0001").statuses] == ["REP", "CMP"]


def test_a_corrected_incident_keeps_its_number_and_the_ledger_tells_what_stood_before(engine: Engine) -> None:
    from records.review.incident_facts import corrections

    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков"), **BY)
        given = {"primary": "THR", "incident_date": "2025-12-31", "contacts": "+7 700", "victims": "Б. Сериков"}
        incidents.edit(session, "KZ-2026-0001", *corrections(given), note="по письму редакции", **BY)
        one = recorded(session, "KZ-2026-0001")
        assert (one.number, one.day, one.categories, one.victims[0].name) == (
            "KZ-2026-0001",
            date(2025, 12, 31),
            (Category.THR, Category.ATT),
            "Б. Сериков",
        )
        last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
        assert (last.action, last.before["primary"], last.after["primary"], last.note) == ("edit", "ATT", "THR", "по письму редакции")
        assert "+7 700" not in str((last.before, last.after))
        with pytest.raises(BadDecision, match="score is no field"):
            corrections({"score": 1})


def ledger_holds(session: Session) -> bool:
    from records.ledger import ledger_verify

    return [*ledger_verify.faults(session)] == []


def test_an_act_without_a_name_is_refused_and_leaves_nothing_behind(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
    with pytest.raises(BadDecision, match="name of the person"), write_transaction(engine) as session:
        review.confirm(session, draft, who=" ", now=NOW)
    with pytest.raises(BadDecision, match="name of the person"), write_transaction(engine) as session:
        review.reject(session, draft, who="", now=NOW, reason="old")
    with read_session(engine) as session:
        assert (session.query(IncidentRow).count(), session.query(LedgerRow).count(), state(session, draft)) == (0, 0, "new")


def test_a_newsroom_that_stands_for_its_unnamed_people_is_no_person_affected(engine: Engine) -> None:
    screened = {"persons": [{"name": "Орал дауысы", "role": "victim"}], "outlets": ["Орал дауысы"]}
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Редакцияны", screened=screened), **BY)
        one = recorded(session, "KZ-2026-0001")
        assert (one.victims, one.outlets, one.facts["target"]) == ((), ("Орал дауысы",), Target.OUTLET)
