"""What becomes of news, and what the machine proposes in a draft."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import review
from records.database import write_transaction
from records.i18n import LANGUAGES
from records.incident_texts.sentences import TextKind, TextOrigin, text_from_fields
from records.incident_texts.texts import IncidentText, TextSourceArticle, best_summary, proposed_text
from records.language.stems import parse_search_terms
from records.model import Article
from records.outlets.health import PanelOutlet, join_panel
from records.outlets.outlet_names import OutletAliases, named_outlet
from records.review import confirm, groups, weekly_sample
from records.review.draft_description import describe
from records.review.incident_facts import outcome_statuses
from records.review.proposal import combine_screenings, renew_proposal, screening_with_article
from records.review.propose import propose_sample
from records.review.queue import (
    articles_of_drafts,
    articles_of_incident,
    draft_as_incident,
    draft_sources,
    incident_sources,
    summaries,
)
from records.tables import DraftArticleRow, DraftRow, LedgerRow, SampleRow, SampleWeekRow, ScreeningRow
from records.vocabulary import Category, Target
from tests.conftest import NOW
from tests.records import rows
from tests.records.recogniser import ByFirstWord
from tests.records.review.arriving import BY, TODAY, arrive, flagged_drafts, recorded, state


def test_news_of_an_open_draft_joins_it_also_when_it_is_deferred(session: Session) -> None:
    first = arrive(session, "a", "Сериков избит")
    assert arrive(session, "b", "Сериков подал заявление") == first
    assert arrive(session, "c", "Ахметова задержана") != first
    review.defer(session, first, until=date(2026, 12, 1), **BY)
    assert arrive(session, "d", "Сериков снова") == first
    assert (groups.articles_of(session, first), state(session, first)) == (["a", "b", "d"], "deferred")


def test_news_of_an_incident_follows_it_and_joins_the_draft_that_waits_with_such_news_but_not_months_later(session: Session) -> None:
    review.confirm(session, arrive(session, "a", "Сериков избит", day=date(2026, 3, 1)), **BY)
    waiting = arrive(session, "b", "Сериков подал заявление", day=date(2026, 3, 20))
    assert arrive(session, "c", "Сериков о заявлении", day=date(2026, 3, 22)) == waiting
    later = arrive(session, "d", "Сериков дождался суда", day=date(2026, 6, 1))
    assert later != waiting
    for row in (session.get_one(DraftRow, waiting), session.get_one(DraftRow, later)):
        assert (row.follows, row.label, row.state) == ("KZ-2026-0001", "followup", "new")


def test_news_of_what_was_rejected_is_a_new_draft_that_says_so_and_a_reprint_joins_what_it_repeats(session: Session) -> None:
    first = arrive(session, "a", "Сериков избит")
    review.reject(session, first, reason="not_work", **BY)
    second = arrive(session, "b", "Сериков снова")
    assert session.get_one(DraftRow, second).proposal["resembles"] == first
    assert arrive(session, "c", "Чужой заголовок", copy_of="a", outlet="kz_other") == first
    assert state(session, first) == "rejected"


def test_two_open_drafts_that_turn_out_to_be_one_event_are_put_together_unless_a_person_told_them_apart(session: Session) -> None:
    for identifier in ("a", "b", "c"):
        rows.article(session, identifier, title=f"Сериков {identifier}", published_at="2026-11-23")
        rows.screening(session, identifier)
    # Without a recogniser each stands alone; its traits are given by hand.
    alone = [draft.id for draft in review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW)]
    for draft, identifier in zip(alone, ("a", "b", "c"), strict=True):
        _give_traits(session, draft, identifier)
    groups.mark_separate(session, alone[0], alone[2])
    assert arrive(session, "unsure", "Сериков избит") == alone[2]
    assert [state(session, draft) for draft in alone] == ["new"] * 3, "what is not sure puts nothing together"
    joined = arrive(session, "d", "СЕРИКОВ избит")
    assert sorted(state(session, draft) for draft in alone) == ["merged", "new", "new"]
    assert len(groups.articles_of(session, joined)) == 4
    who = session.scalars(select(LedgerRow.who).where(LedgerRow.action == "merge")).all()
    assert who == ["qorgan"]


def _give_traits(session: Session, draft: int, identifier: str) -> None:

    session.delete(session.get_one(DraftArticleRow, identifier))
    session.flush()
    traits = ByFirstWord().traits_of(Article(identifier, "", "Сериков", published_at="2026-11-23"), {})
    groups.add_to_draft(session, draft, identifier, traits, ByFirstWord().keys_of(traits))


def test_every_flagged_article_becomes_one_draft_and_stays_rejected_when_a_new_model_flags_it_again(engine: Engine) -> None:
    draft, _ = flagged_drafts(engine, ("a", True), ("b", False), ("c", True))
    with write_transaction(engine) as session:
        assert review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW) == []
        review.reject(session, draft, **BY, reason="not_work")
        rows.screening(session, "a", model="test 2")
        assert review.propose(session, review.screenings_without_draft(session, "test 2"), now=NOW) == []
        assert session.get_one(DraftRow, draft).state == "rejected"


def test_what_is_in_no_draft_comes_the_oldest_first_and_by_this_model_alone(session: Session) -> None:
    for identifier, hours in (("new", 2), ("old", 0), ("b", 1), ("a", 1), ("plain", 0)):
        rows.article(session, identifier, now=NOW + timedelta(hours=hours))
        rows.screening(session, identifier, flagged=identifier != "plain")
    rows.screening(session, "old", model="test 2")
    assert [row.article_id for row in review.screenings_without_draft(session, "test 1")] == ["old", "a", "b", "new"]
    assert [row.article_id for row in review.screenings_without_draft(session, "test 1", 2)] == ["old", "a"]
    assert [(row.article_id, row.model) for row in review.screenings_without_draft(session, "test 2")] == [("old", "test 2")]
    review.propose(session, review.screenings_without_draft(session, "test 1", 1), now=NOW)
    assert [row.article_id for row in review.screenings_without_draft(session, "test 1")] == ["a", "b", "new"]
    assert review.screenings_without_draft(session, "test 2") == []


def test_a_new_draft_says_what_its_screening_said(session: Session) -> None:
    rows.article(session, "a", title="Сериков избит")
    rows.screening(session, "a", score=0.7, label="report")
    [draft] = review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW + timedelta(hours=5))
    row = session.query(ScreeningRow).one()
    assert (draft.state, draft.score, draft.label, draft.fields, draft.follows, draft.sample) == ("new", row.score, "report", {}, None, False)
    assert (draft.created_at, draft.title, draft.proposal["told_by"]) == (NOW + timedelta(hours=5), "Сериков избит", "a")
    assert "resembles" not in draft.proposal


def test_what_is_drawn_from_a_stratum_is_a_draft_each_marked_as_a_sample(session: Session) -> None:
    first = arrive(session, "x", "Сериков избит")
    for identifier in ("a", "b"):
        rows.article(session, identifier, title="Сериков о погоде", published_at=TODAY.isoformat())
        rows.screening(session, identifier, flagged=False)
    stratum = SampleWeekRow(week="2026-W48", stratum="near", population=40, model="test 1", at=NOW)
    drawn = weekly_sample.screenings_of(session, ["b", "a"], "test 1")
    assert propose_sample(session, stratum, drawn, now=NOW, recogniser=ByFirstWord()) == 2
    samples = list(session.scalars(select(DraftRow).where(DraftRow.sample).order_by(DraftRow.id)))
    assert [(groups.articles_of(session, row.id), row.created_at) for row in samples] == [(["b"], NOW), (["a"], NOW)]
    assert [(row.draft_id, row.week, row.stratum) for row in session.query(SampleRow)] == [(row.id, "2026-W48", "near") for row in samples]
    assert session.query(SampleWeekRow).one().population == 40
    assert arrive(session, "y", "Сериков подал заявление") == first, "a sample takes no news"


def test_without_a_recogniser_only_copies_join(session: Session) -> None:
    for hours, (identifier, copy_of) in enumerate((("a", None), ("b", "a"), ("c", None))):
        rows.article(session, identifier, title="Сериков", copy_of=copy_of, now=NOW + timedelta(hours=hours))
        rows.screening(session, identifier)
    made = review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW)
    assert [groups.articles_of(session, draft.id) for draft in made] == [["a", "b"], ["c"]]
    assert review.screenings_without_draft(session, "test 1") == []


def test_what_was_proposed_to_a_person_stays_when_news_is_merged_into_their_incident(session: Session) -> None:
    first = arrive(session, "a", "Сериков избит", screened={"score": 0.4})
    review.confirm(session, first, **BY)
    other = arrive(session, "b", "Другой рассказ", screened={"score": 0.99, "place": "Орал"})
    review.merge(session, other, into="KZ-2026-0001", **BY)
    assert session.get_one(DraftRow, first).proposal["place"] == "Қарағанды"
    assert [article.id for article in recorded(session, "KZ-2026-0001").articles] == ["a", "b"]


def test_a_newsroom_that_stands_for_its_unnamed_people_is_no_person_affected(session: Session) -> None:
    screened = {"persons": [{"name": "Орал дауысы", "role": "victim"}], "outlets": ["Орал дауысы"]}
    review.confirm(session, arrive(session, "a", "Редакцияны", screened=screened), **BY)
    one = recorded(session, "KZ-2026-0001")
    assert (one.victims, one.outlets, one.facts["target"]) == ((), ("Орал дауысы",), Target.OUTLET)


def body(score: float, **values: Any) -> dict[str, Any]:
    """What a screening says, as `screening_with_article` gives it."""
    return {
        "id": "x", "flagged": True, "url": f"https://x.example/{score}", "day": "2026-11-20", "score": score, "label": "followup", "title": f"T{score}",
        "categories": [], "persons": [], "outlets": [], "country": None, "place": None, "region": None, "incident_date": None, "date_precision": None,
        "actor": "unknown", "outcome": "none", "outcome_of": "perpetrator" if "outcome" in values else None, "reasons": [score], **values,
    }  # fmt: skip


def test_the_likeliest_article_speaks_and_the_first_by_id_where_two_are_alike() -> None:
    found = combine_screenings({"a": body(0.5), "c": body(0.9, title="C"), "b": body(0.9, title="B")})
    assert (found["told_by"], found["title"], found["score"], found["reasons"], found["label"]) == ("b", "B", 0.9, [0.9], "followup")
    assert not {"id", "flagged", "url", "day"} & set(found)
    assert combine_screenings({"a": body(0.9), "b": body(0.1, label="incident")})["label"] == "incident"


def test_an_outlet_is_proposed_by_its_one_name_also_as_the_newsroom_that_stands_for_its_people() -> None:
    aliases = OutletAliases([named_outlet("kz_one", "https://one.example/", {"ru": "Уральская неделя"}, ("ru",), ("УН",))])
    persons = [{"name": "УН", "role": "victim"}, {"name": "УНарбек Сериков", "role": "witness"}]
    found = combine_screenings({"a": body(0.9, outlets=["УН", "Uralskaya Nedelya", "Степь"], persons=persons)}, aliases)
    assert found["outlets"] == ["Уральская неделя", "Степь"]
    assert [person["name"] for person in found["persons"]] == ["Уральская неделя", "УНарбек Сериков"]


def test_a_draft_has_the_name_of_the_outlet_on_the_panel(session: Session) -> None:
    join_panel(session, PanelOutlet("kz_one", {"ru": "Орал дауысы"}, "https://one.example/", "KZ", None, ("ru",), aliases=("ОД",)), NOW.date())
    draft = session.get_one(DraftRow, arrive(session, "a", "Сериков", screened={"outlets": ["ОД"]}))
    assert draft.proposal["outlets"] == ["Орал дауысы"]
    draft.proposal = {**draft.proposal, "outlets": ["ОД"]}
    renew_proposal(session, draft)
    assert draft.proposal["outlets"] == ["Орал дауысы"]


def categories(**scores: float) -> list[dict[str, Any]]:
    return [{"code": code, "score": score} for code, score in scores.items()]


def test_a_category_is_proposed_if_the_likeliest_article_or_half_of_all_have_it() -> None:
    articles = {
        "a": body(0.9, categories=categories(ATT=0.6, DET=0.7)), "b": body(0.8, categories=categories(THR=0.5, ATT=0.9)),
        "c": body(0.7, categories=categories(THR=0.8, OBS=0.99, DET=0.2)), "d": body(0.6),
    }  # fmt: skip
    assert combine_screenings(articles)["categories"] == categories(ATT=0.9, DET=0.7, THR=0.8)
    alike = {"a": body(0.9), "b": body(0.8, categories=categories(THR=0.5, ATT=0.5))}
    assert combine_screenings(alike)["categories"] == categories(ATT=0.5, THR=0.5)


def test_what_the_likeliest_leaves_open_the_next_one_fills_in_pieces_that_belong_together() -> None:
    victim, official = {"name": "Сериков", "role": "victim"}, {"name": "Аким", "role": "official"}
    articles = {
        "a": body(0.9, place="Орал", persons=[official], date_precision="year", incident_date="2026-01-01"),
        "b": body(0.8, country="KZ", place="Ақтау", region="KZ-47", persons=[victim], outlets=["Дала"], actor="court", date_precision="month", incident_date="2026-11-01"),
        "c": body(0.7, country="KZ", place="Семей", region="KZ-10", persons=[official, victim], outlets=["Теңіз"], actor="business", outcome="dropped",
                  date_precision="month", incident_date="2026-10-01"),
    }  # fmt: skip
    found = combine_screenings(articles)
    assert (found["country"], found["place"], found["region"]) == ("KZ", "Ақтау", "KZ-47")
    assert (found["incident_date"], found["date_precision"]) == ("2026-11-01", "month")
    assert (found["persons"], found["outlets"], found["actor"], found["outcome"]) == ([victim], ["Дала"], "court", "dropped")
    alone = combine_screenings({"a": articles["a"]})
    assert (alone["place"], alone["region"], alone["persons"], alone["outlets"], alone["actor"], alone["outcome"]) == (
        "Орал", None, [official], [], "unknown", "none",
    )  # fmt: skip


def test_each_outcome_is_a_status_with_the_day_and_the_address_where_it_was_told_first() -> None:
    articles = {
        "a": body(0.9, outcome="convicted", day="2026-11-23"), "b": body(0.8, outcome="investigating", day="2026-11-22", url="https://b.example/"),
        "c": body(0.7, outcome="investigating", day="2026-11-22", url="https://a.example/"),
        "d": body(0.6, outcome="investigating", day="2026-11-24"), "e": body(0.5),
    }  # fmt: skip
    told = [("2026-11-22", "investigating", "https://a.example/"), ("2026-11-23", "convicted", "https://x.example/0.9")]
    assert combine_screenings(articles)["statuses"] == [
        {"date": day, "outcome_of": "perpetrator", "outcome": outcome, "source": source} for day, outcome, source in told
    ]


def test_an_outcome_of_the_journalists_case_proposes_a_status_of_her_track() -> None:
    table = [
        ("investigating", "CRM", "JIN"), ("dropped", "CIV", "JDR"), ("acquitted", "CRM", "JAC"), ("convicted", "CRM ADM", "JSN"), ("convicted", "ADM", "JFN"),
        ("convicted", "DET ARR", "JAA"), ("convicted", "CIV", "JDM"), ("convicted", "ATT", "JSN"),
    ]  # fmt: skip
    for outcome, codes, code in table:
        given = [{"code": one, "score": 0.9} for one in codes.split()]
        found = combine_screenings({"a": body(0.9, outcome=outcome, outcome_of="journalist", categories=given)})
        assert [status for _, status, _ in outcome_statuses(found, [Category(one) for one in codes.split()])] == [code]
        assert (found["outcome"], found["outcome_of"]) == (outcome, "journalist")


def test_where_nobody_says_whose_outcome_it_is_or_it_is_no_step_of_that_case_no_status_is_proposed() -> None:
    said = [("convicted", None), ("acquitted", None), ("refused", "journalist"), ("victim_blamed", "journalist"), ("none", "perpetrator")]
    assert [one for one in said if combine_screenings({"a": body(0.9, outcome=one[0], outcome_of=one[1])})["statuses"]] == []
    # A screening from before there were two tracks.
    old = body(0.9, outcome="convicted")
    del old["outcome_of"]
    found = combine_screenings({"a": old})
    assert (found["statuses"], found["outcome"], found["outcome_of"]) == ([], "convicted", None)


def test_an_outcome_and_whose_it_is_come_from_one_article() -> None:
    hers = body(0.8, outcome="acquitted", outcome_of="journalist", categories=[{"code": "CRM", "score": 0.5}])
    found = combine_screenings({"a": body(0.9), "b": hers, "c": body(0.7, outcome="convicted", outcome_of="perpetrator")})
    assert (found["outcome"], found["outcome_of"]) == ("acquitted", "journalist")


def passage(text: str) -> list[dict[str, Any]]:
    return [{"start": 0, "end": len(text), "text": text}]


def test_the_summary_is_proposed_by_the_article_that_tells_it_and_is_no_field_of_the_draft() -> None:
    found = combine_screenings(
        {"a": body(0.9, summary=passage("Избили."), readers="both"), "b": body(0.8, summary=passage("Журналиста избили."), readers="lexical")}
    )
    assert (found["proposed_summary"], found["readers"]) == (passage("Избили."), "both")
    assert "summary" not in found
    old = combine_screenings({"a": body(0.9), "b": body(0.8, summary=passage("Избили."), readers="both")})
    assert (old["proposed_summary"], old["readers"]) == ([], "lexical"), "from before there were summaries and two readers"


def test_the_proposed_summary_is_not_recorded_by_itself(session: Session) -> None:
    draft = arrive(session, "a", "Сериков избит", screened={"summary": passage("Серикова избили."), "unsure": ["place"], "readers": "both"})
    proposal = session.get_one(DraftRow, draft).proposal
    assert (proposal["proposed_summary"], proposal["unsure"], proposal["readers"]) == (passage("Серикова избили."), ["place"], "both")
    review.confirm(session, draft, **BY)
    assert recorded(session, "KZ-2026-0001").summary == {}


UNSURE_OF_ALL = ["label", "categories", "victims", "place", "incident_date", "actor", "outcome", "outcome_of"]


def test_a_field_is_unsure_where_the_article_from_which_it_comes_is_unsure_of_it() -> None:
    assert combine_screenings({"a": body(0.9, unsure=UNSURE_OF_ALL), "b": body(0.8)})["unsure"] == UNSURE_OF_ALL
    assert combine_screenings({"a": body(0.9), "b": body(0.8, unsure=UNSURE_OF_ALL)})["unsure"] == []
    fuller = {
        "label": "incident", "categories": categories(ATT=0.5), "persons": [{"name": "Сериков", "role": "victim"}], "region": "KZ-47", "actor": "court",
        "incident_date": "2026-11-22", "date_precision": "day", "outcome": "dropped",
    }  # fmt: skip
    assert combine_screenings({"a": body(0.9), "b": body(0.8, unsure=UNSURE_OF_ALL, **fuller)})["unsure"] == UNSURE_OF_ALL
    assert combine_screenings({"a": body(0.9, unsure=UNSURE_OF_ALL), "b": body(0.8, **fuller)})["unsure"] == ["categories"], (
        "the likeliest has its say in those"
    )


def test_the_categories_are_unsure_by_the_article_that_is_surest_of_each() -> None:
    articles = {
        "a": body(0.9, categories=categories(ATT=0.9)),
        "b": body(0.8, categories=categories(THR=0.5), unsure=["categories"]),
        "c": body(0.7, categories=categories(THR=0.8)),
    }
    assert (combine_screenings(articles)["categories"], combine_screenings(articles)["unsure"]) == (categories(ATT=0.9, THR=0.8), [])
    articles["c"]["unsure"] = ["categories"]
    assert combine_screenings(articles)["unsure"] == ["categories"]


def test_a_screening_is_told_with_the_day_of_its_article(session: Session) -> None:
    dated = rows.article(session, "a", title="Т", published_on=TODAY - timedelta(days=3))
    undated = rows.article(session, "b", published_on=None, now=NOW.replace(hour=20))
    for identifier in ("a", "b"):
        rows.screening(session, identifier)
    first, second = session.query(ScreeningRow).order_by(ScreeningRow.article_id)
    assert screening_with_article(first, dated) == {**first.body, "title": "Т", "url": dated.url, "day": "2026-11-21"}
    assert screening_with_article(second, undated)["day"] == "2026-11-25", "it was fetched after midnight in Kazakhstan"


def test_the_last_model_that_read_an_article_proposes_and_what_it_resembles_stays(session: Session) -> None:
    draft = session.get_one(DraftRow, arrive(session, "a", "Сериков"))
    draft.proposal = {**draft.proposal, "resembles": 7}
    rows.screening(session, "a", model="test 2", score=0.4, place="Орал", label="report")
    renew_proposal(session, draft)
    assert (draft.proposal["place"], draft.score, draft.label, draft.proposal["resembles"]) == ("Орал", 0.4, "report", 7)
    assert parse_search_terms("Орал").are_said(draft.searched)
    draft.follows = "KZ-2020-0001"
    renew_proposal(session, draft)
    assert draft.label == "followup"
    rows.screening(session, "a", model="test 3", place="Ақтау")
    review.reject(session, draft.id, reason="old", **BY)
    renew_proposal(session, draft)
    assert draft.proposal["place"] == "Орал", "what was proposed to the person who decided stays"


def test_the_columns_say_what_the_machine_proposed_with_the_persons_word_over_it() -> None:
    draft = DraftRow(
        proposal={
            "title": "Сериков избит", "categories": [{"code": "ATT", "score": 0.9}, {"code": "THR", "score": 0.5}], "lang": "ru", "region": "KZ-27",
            "incident_date": "2026-11-22", "place": "Орал", "persons": [{"name": "Сериков"}, {"name": "Аким"}], "outlets": ["Дала", "Орал"],
        },
        fields={"primary": "THR", "victims": [{"name": "А. Сериков"}, {"name": "Сериков"}]},
    )  # fmt: skip
    describe(draft)
    assert (draft.title, draft.codes, draft.lang, draft.region, draft.happened_on) == ("Сериков избит", "THR ATT", "ru", "KZ-27", date(2026, 11, 22))
    assert all(parse_search_terms(one).are_said(draft.searched) for one in ("Сериков избит", "Орал", "Аким", "А. Сериков", "Дала", "Serikov"))
    assert not parse_search_terms("Ахметов").are_said(draft.searched)


def test_a_draft_of_which_nothing_is_said_has_empty_columns() -> None:
    draft = DraftRow(proposal={"title": None, "categories": None, "persons": None, "outlets": None, "place": None, "incident_date": None}, fields={})
    describe(draft)
    assert (draft.title, draft.codes, draft.lang, draft.region, draft.happened_on, draft.searched) == ("", "", "", None, None, "")
    draft.fields = {"categories": ["OBS", "OBS", "ATT"]}
    describe(draft)
    assert draft.codes == "OBS ATT"


def proposed_texts(session: Session, draft: DraftRow) -> dict[tuple[TextKind, str], IncidentText]:
    """The proposed texts of a draft by kind and language."""
    articles, incident = articles_of_drafts(session, [draft.id])[draft.id], draft_as_incident(session, draft.proposal)
    assert incident is not None
    return {(kind, lang): proposed_text(incident, kind, lang, articles) for lang in LANGUAGES for kind in TextKind}


SUMMARY = [{"start": 0, "end": 13, "text": "Избит у дома."}]


def test_each_language_has_its_article_else_the_fields(session: Session) -> None:
    draft = arrive(session, "a", "Сериков избит у своего дома", screened={"summary": SUMMARY})
    arrive(session, "b", "Сериков үйінің жанында соққыға жығылды", lang="kk")
    row = session.get_one(DraftRow, draft)
    found = proposed_texts(session, row)
    assert (found[TextKind.TITLE, "kk"].origin, found[TextKind.TITLE, "kk"].article) == (TextOrigin.ARTICLE, "b")
    assert (found[TextKind.SUMMARY, "ru"].text, found[TextKind.SUMMARY, "ru"].article) == ("Избит у дома.", "a")
    assert found[TextKind.TITLE, "en"].origin is TextOrigin.FIELDS
    sources = draft_sources(session, row, row.proposal)
    assert sources["Избит у дома."] == (TextOrigin.ARTICLE, "a")
    incident = draft_as_incident(session, row.proposal)
    assert incident is not None
    assert {sources[text_from_fields(incident, kind, lang)] for kind in TextKind for lang in LANGUAGES} == {(TextOrigin.FIELDS, "")}
    confirm(session, draft, **BY)
    assert incident_sources(session, "KZ-2026-0001")["Сериков үйінің жанында соққыға жығылды"] == (TextOrigin.ARTICLE, "b")


def test_a_draft_of_which_nobody_has_said_what_it_is_is_told_from_nothing(session: Session) -> None:
    assert draft_as_incident(session, {"title": "x"}) is None
    untitled = draft_as_incident(session, {"primary": "ATT"})
    assert untitled is not None
    assert (untitled.title, untitled.title_lang, untitled.titles) == ("", "", {})


def test_the_summary_is_that_of_the_article_that_told_the_most_as_the_card_shows_it(session: Session) -> None:
    later = [{"start": 0, "end": 20, "text": "Он снял побои вечером."}]
    draft = arrive(session, "a", "Сериков избит у своего дома", screened={"summary": later, "score": 0.6})
    arrive(session, "b", "Сериков избит, полиция отказала", screened={"summary": SUMMARY, "score": 0.9})
    row = session.get_one(DraftRow, draft)
    assert row.proposal["told_by"] == "b"
    assert proposed_texts(session, row)[TextKind.SUMMARY, "ru"].text == "Избит у дома."
    number = confirm(session, draft, **BY).incident or ""
    assert best_summary(articles_of_incident(session, number), "ru") == ("Избит у дома.", "b")


def test_the_articles_of_a_draft_come_in_their_order_each_with_the_summary_of_its_newest_screening(session: Session) -> None:
    passages = {name: [{"text": f" {name} "}, {"text": ""}, {"text": "end"}] for name in ("old", "new", "first")}
    for number, name in enumerate(("b", "a", "c")):
        rows.article(session, name, title=name, fetched_at=NOW + timedelta(minutes=number // 2))
    rows.screening(session, "a", summary=passages["old"])
    rows.screening(session, "a", summary=passages["new"], model="test 2")
    draft = DraftRow(
        state="new", label="incident", version=1, created_at=NOW, score=0.9, proposal={"told_by": "c", "proposed_summary": passages["first"]}
    )
    session.add(draft)
    session.flush()
    for name in ("c", "b", "a"):
        groups.add_to_draft(session, draft.id, name, None, ())
    found = articles_of_drafts(session, [draft.id])
    assert found == {
        draft.id: [
            TextSourceArticle("a", "ru", "a", "kz_test", "new end", False),
            TextSourceArticle("b", "ru", "b", "kz_test", "", False),
            TextSourceArticle("c", "ru", "c", "kz_test", "first end", True),
        ]
    }
    rows.screening(session, "b", summary=passages["old"])
    assert (summaries(session, ["a", "c"]), summaries(session, ["b"])) == ({"a": "new end"}, {"b": "old end"})
