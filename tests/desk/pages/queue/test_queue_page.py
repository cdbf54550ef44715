"""The queue: its order, filters and figures, what cards say in each language, who looks at what, second opinions, and what is typed and kept."""

import html
import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from syrupy.assertion import SnapshotAssertion

from desk.pages.queue.decisions import parse_queue_query, parse_return_query
from records import review
from records.filters import WAITING
from records.review import opinions, queue
from records.tables import ArticleRow, DraftRow, LedgerRow, OutletRow
from records.vocabulary import ENCODER
from tests.conftest import NOW
from tests.desk.draft_case import TITLE, make_case
from tests.desk.numbered_drafts import chosen_one
from tests.desk.pages.queue.cards_seen import card, decide, facts, lines, look, make_draft, much_alike, said, shown, state, tree, type_in, words
from tests.desk.site import Browser, Site, add_draft, open_site
from tests.records.rows import screening

TODAY = date(2026, 11, 24)
REASONS = [{"role": "who", "start": 21, "end": 40}, {"role": "act", "start": 41, "end": 47}]


def waiting(browser: Browser) -> int:
    """How many drafts the queue says there are."""
    return int(tree(browser.get("/queue").text).xpath("//@data-waiting")[0])


def test_the_likeliest_card_comes_first_and_the_newest_when_asked(site: Site) -> None:
    browser, (first, second, third) = site.signed_in(), site.drafts
    site.clock.pass_by(hours=1)
    newest = make_draft(site, "d", title="Жаңа оқиға", text="Бір.", now=site.clock.now, screened={"score": 0.2})
    assert shown(browser) == [third, first, second, newest]
    assert shown(browser, "/queue?order=newest")[0] == newest


def test_a_card_says_what_a_person_decides_by(site: Site, snapshot: SnapshotAssertion) -> None:
    with site.writing() as session:
        session.add(OutletRow(name="kz_test", title={"en": "The Test", "ru": "Тест"}, home="h", country="KZ", languages=[], listed_on=TODAY))
        for number, outlet in enumerate(("kz_one", "kz_two")):
            add_draft(session, f"more{number}", title="Сериков ещё раз", outlet=outlet, copy_of="a" if number else None)
        draft = session.get_one(DraftRow, site.drafts[0])
        draft.proposal = {**draft.proposal, "reasons": REASONS, "resembles": site.drafts[1]}
    found = card(site.signed_in(), site.drafts[0])
    assert lines(found) == snapshot
    assert found.xpath(".//a[contains(@class, 'bad')]/@href") == [f"/drafts/{site.drafts[1]}"], "what was rejected before"
    assert [(one.get("class"), one.text) for one in found.xpath(".//mark")] == [("who", "Журналиста Серикова"), ("act", "избили")]


def test_a_card_says_what_happened_as_the_machine_proposes_it_and_of_what_it_is_unsure(site: Site, snapshot: SnapshotAssertion) -> None:
    sentence = "Журналиста Серикова избили у дома."
    with site.writing() as session:
        draft = session.get_one(DraftRow, site.drafts[0])
        passages = [{"start": 21, "end": 55, "text": sentence}, {"start": 56, "end": 76, "text": "Он подал заявление."}]
        draft.proposal = {**draft.proposal, "reasons": REASONS, "proposed_summary": passages, "unsure": ["label", "place", "actor"]}
        draft.fields = {"place": "Орал"}
    browser = site.signed_in()
    found = card(browser, site.drafts[0])
    assert lines(found) == snapshot
    assert words(found).count(sentence) == 1, "the sentence with the reason is of the summary and is not said twice"
    known = facts(browser, site.drafts[0])
    assert (known["Who did it"][1], known["Place"]) == ("maybe", ("Oral", "yours")), "what a person has corrected is not the machine's to doubt"
    assert words(found.xpath(".//p[contains(@class, 'summary')]/q")[0]) == f"{sentence} Он подал заявление."
    page = tree(browser.get("/queue").text)
    assert [len(page.xpath(f"//article//*[contains(@class, '{name}')]")) for name in ("summary", "unsure", "maybe")] == [1, 1, 1]


def test_a_card_shows_the_summary_that_the_record_will_show_this_reader_and_from_where(site: Site) -> None:
    with site.writing() as session:
        passage = {"start": 0, "end": 9, "text": "Тілші соққыға жығылды."}
        add_draft(session, "kk", title="Сериков соққыға жығылды", lang="kk", outlet="kz_one", screened={"summary": [passage]})
        draft = session.get_one(DraftRow, site.drafts[0])
        draft.proposal = {**draft.proposal, "proposed_summary": [{"start": 0, "end": 9, "text": "Журналиста избили."}]}
        outlet = session.get_one(ArticleRow, draft.proposal["told_by"]).outlet
    browser = site.signed_in()
    browser.get("/queue")
    for lang, summary, source in (("kk", "Тілші соққыға жығылды.", "kz_one"), ("ru", "Журналиста избили.", outlet)):
        browser.cookies.set("lang", lang)
        page = browser.get("/queue").text
        assert f'<q lang="{lang}">{summary}</q>' in page
        assert ("Журналиста избили." in page) is (lang == "ru")
        assert f"{source}</span>" in page, "of several articles it says which"


def test_that_articles_were_read_by_one_judge_is_said_where_the_model_has_two(site: Site) -> None:
    def warned(address: str) -> int:
        return len(tree(site.signed_in().get(address).text).xpath("//div[@class='notice warn']"))

    assert warned("/queue") == warned("/outlets") == 0, "the model of these screenings has no encoder"
    with site.writing() as session:
        for article, readers in (("a", "lexical"), ("b", "both")):
            screening(session, article, model=f"test 2{ENCODER}", readers=readers)
    assert warned("/queue") == warned("/outlets") == 1
    assert re.search(r"\b1 of the last\b", site.signed_in().get("/queue").text)


def test_news_of_an_incident_names_it_or_that_the_record_lacks_it_and_a_sample_that_it_is_one(site: Site, snapshot: SnapshotAssertion) -> None:
    with site.writing() as session:
        number = review.confirm(session, site.drafts[0], who="Berik", now=NOW).incident
        for draft in site.drafts[1:]:
            session.get_one(DraftRow, draft).label = "followup"
        session.get_one(DraftRow, site.drafts[1]).follows = number
    sample = make_draft(site, "s", title="Проба", text="Текст")
    with site.writing() as session:
        session.get_one(DraftRow, sample).sample = True
    browser = site.signed_in()
    badges = [
        [words(one) for one in card(browser, draft).xpath(".//p[@class='facts']//*[contains(@class, 'badge')]")]
        for draft in (*site.drafts[1:], sample)
    ]
    assert badges == snapshot
    assert f"follows {number}" in badges[0]
    kinds = {kind: shown(browser, f"/queue?kind={kind}") for kind in ("followup", "unrecorded", "sample", "incident")}
    assert kinds == {"followup": [site.drafts[1]], "unrecorded": [site.drafts[2]], "sample": [sample], "incident": []}


def test_a_card_says_to_what_it_perhaps_belongs_and_its_button_joins_it_there(site: Site, snapshot: SnapshotAssertion) -> None:
    one, other = much_alike(site)
    for lang in ("kk", "ru", "en"):
        assert words(card(site.signed_in(lang=lang), other).xpath(".//p[@class='perhaps']")[0]) == snapshot(name=lang)
    with site.writing() as session:
        number = review.confirm(session, one, who="Berik", now=NOW).incident
    browser = site.signed_in()
    (button,) = card(browser, other).xpath(".//button[@data-act='join']")
    assert (button.get("value"), button.get("data-into")) == (f"merge:{other}:{number}", number)
    assert browser.submit("/queue/decide", {"one": button.get("value")}).status_code == 303
    assert state(site, other) == "merged"
    assert browser.submit("/queue/undo", {"id": str(other)}).status_code == 303
    assert state(site, other) == "new"
    assert not card(browser, other).xpath(".//p[@class='perhaps']"), "whoever took it back has kept the two apart"


FILTERS = {
    "category=SUM": [1], "region=KZ-59": [1], "lang=kk": [1], "outlet=kz_other": [1], "score=80": [2, 0], "q=ахметова": [1], "q=ахметова+сериков": [],
    "since=2026-11-24": [2, 0, 1], "until=2026-11-23": [], "state=rejected": [], "score=90&lang=ru": [2, 0],
    "category=XXX&state=nothing&score=-1&since=never&lang=zz&region=1&kind=k": [2, 0, 1],
}  # fmt: skip


def test_the_address_narrows_the_queue_and_the_form_keeps_what_it_says(site: Site) -> None:
    browser = site.signed_in()
    assert {query: shown(browser, f"/queue?{query}") for query in FILTERS} == {
        query: [site.drafts[nth] for nth in found] for query, found in FILTERS.items()
    }
    page = browser.get("/queue?lang=kk&q=ахметова&score=70&state=new").text
    for kept in (
        '<option value="kk" selected>',
        'value="ахметова"',
        '<option value="70" selected>',
        '<input type="hidden" name="state" value="new">',
    ):
        assert kept in page
    asked = parse_queue_query({"lang": "kk", "order": "newest", "kind": "nothing", "score": "-1"})
    assert (asked.said["lang"], asked.order, asked.said["kind"], asked.narrowing) == ("kk", "newest", "", 1)
    assert asked.way(lang="ru") == "/queue?lang=ru&order=newest"
    assert parse_return_query("/queue?kind=second&told=12").wanted("Aigul").who == "Aigul"
    assert parse_return_query("/queue").wanted("Aigul").state == WAITING


def test_pages_go_on_by_key_without_losing_or_repeating_a_card(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue.queue_page, "__kwdefaults__", {**(queue.queue_page.__kwdefaults__ or {}), "limit": 2})
    browser = site.signed_in()
    more = re.search(r'data-more="([^"]+)"', browser.get("/queue").text)
    assert more
    further = html.unescape(more[1])
    assert shown(browser) + shown(browser, further) == [site.drafts[2], site.drafts[0], site.drafts[1]]
    part = browser.get(f"{further}&part=cards").text
    assert "<html" not in part
    assert 'data-more=""' in part


def test_counts_follow_every_decision_and_what_is_deferred_comes_back_on_its_day(site: Site) -> None:
    browser, draft = site.signed_in(), site.drafts[0]
    assert waiting(browser) == 3
    decide(browser, draft, action="confirm")
    assert waiting(browser) == 2
    make_draft(site, "d", title="Жаңа оқиға", text="Бір.")
    assert waiting(browser) == 3
    browser.submit("/queue/undo", {"id": str(draft)})
    assert waiting(browser) == 4
    decide(browser, draft, action="defer", until="tomorrow")
    assert (waiting(browser), draft in shown(browser)) == (3, False)
    assert "Deferred until Nov 25, 2026" in said(browser, draft, "/queue?state=deferred")
    site.clock.pass_by(days=1)
    assert draft in shown(site.signed_in())


def test_what_came_from_the_web_is_text(site: Site) -> None:
    make_draft(site, "evil", title='<script>alert(1)</script>"><img src=x>', text="x")
    page = site.signed_in().get("/queue").text
    assert "<script>alert" not in page
    assert "<img src=x>" not in page


def test_an_empty_queue_says_what_to_do_next(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    site = open_site(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path / "var")
    browser = site.signed_in()

    def empty(address: str = "/queue") -> list[str]:
        part = tree(browser.get(address).text).xpath("//div[@class='empty'][not(@hidden)]")[0]
        return [words(part), *part.xpath(".//a/@href")]

    nothing_came = empty()
    draft = make_draft(site, "a", title="Оқиға", text="т")
    filtered = empty("/queue?q=nothing")
    decide(browser, draft, action="defer", until="week")
    assert [nothing_came, filtered, empty()] == snapshot
    assert "qorgan run" not in nothing_came[0], "nobody at the desk has a shell"
    site.engine.dispose()


def test_every_page_of_the_queue_opens_in_each_language(site: Site) -> None:
    decide(site.signed_in(), site.drafts[0], action="confirm")
    decide(site.signed_in(), site.drafts[1], action="reject", reason="opinion")
    for lang in ("kk", "ru", "en"):
        browser = site.signed_in(lang=lang)
        for address in ("/queue", "/queue?state=confirmed", "/queue?state=rejected", "/queue?kind=second", f"/queue?told={site.drafts[0]}"):
            assert f'<html lang="{lang}">' in browser.get(address).text


def test_the_article_of_a_card_comes_with_its_marks_and_the_others_of_the_draft(site: Site) -> None:
    draft, browser = make_case(site), site.signed_in()
    page = browser.get(f"/queue/{draft}/article").text
    assert "<html" not in page
    assert re.search('<mark class="act" title="[^"]+">вырвал у него из рук телефон</mark>', page)
    assert "Тастемирова" in page
    assert f'href="/queue/{draft}/article?article=case3"' in page
    other = browser.get(f"/queue/{draft}/article?article=case3").text
    assert "Күзетші" in other
    assert TITLE in other, "the others are named by their titles"
    assert [browser.get(f"/queue/{id}/article").status_code for id in ("4040", "9" * 20)] == [404, 404]
    assert site.browser().get(f"/queue/{draft}/article").status_code in (303, 401)


def test_two_people_on_one_draft_see_each_other_until_one_goes(site: Site) -> None:
    aigul, berik, draft = site.signed_in(), site.signed_in("editor"), site.drafts[0]

    def others(browser: Browser, here: int | None) -> str:
        """Who else looks at the draft, by the first word."""
        return str(look(browser, here, shown={str(draft): "new"})["others"].get(str(draft), "")).partition(" ")[0]

    assert [others(aigul, draft), others(berik, draft), others(aigul, draft)] == ["", "Aigul", "Berik"]
    look(berik, site.drafts[1])
    assert others(aigul, draft) == ""
    look(berik, draft)
    site.clock.pass_by(seconds=44)
    assert others(aigul, None) == "Berik"
    site.clock.pass_by(seconds=2)
    assert others(aigul, None) == ""
    assert look(aigul, 4040, shown={"4040": "new"}) == {"others": {}, "decided": {}, "waits": [], "counts": None}, "no draft at all harms nothing"


def test_a_page_hears_what_was_decided_meanwhile(site: Site) -> None:
    aigul, berik, draft = site.signed_in(), site.signed_in("editor"), site.drafts[0]
    assert look(aigul, shown={"1": "new", "2": "new"})["decided"] == {}
    decide(berik, draft, action="confirm")
    decided = look(aigul, shown={"1": "new", "2": "new"})["decided"]
    assert (list(decided), "Berik" in decided["1"], "KZ-2026-0001" in decided["1"]) == (["1"], True, True)
    berik.submit("/queue/undo", {"id": str(draft)})
    assert look(aigul, shown={"1": "confirmed"})["waits"] == [1]


@pytest.fixture
def judged(site: Site) -> tuple[Browser, Browser, int]:
    """Aigul, who has confirmed a draft of which a second opinion is asked, and Berik, who has not."""
    aigul, berik = site.signed_in(), site.signed_in("editor")
    draft = make_draft(site, "z", chosen_one(10), title="Зейнов задержан", text="т")
    decide(aigul, draft, action="confirm")
    return aigul, berik, draft


def test_a_second_opinion_is_asked_of_anybody_but_the_first_and_hides_the_decision(site: Site, judged: tuple[Browser, Browser, int]) -> None:
    aigul, berik, draft = judged
    assert shown(aigul, "/queue?kind=second") == []
    assert shown(berik, "/queue?kind=second") == [draft]
    seen = said(berik, draft, "/queue?kind=second")
    assert "KZ-2026" not in seen
    assert "confirmed" not in seen
    heard = look(berik, shown={str(draft): "new"})["decided"]
    assert heard == {str(draft): "decided by Aigul"}, "only that there is a decision"
    with site.reading() as session:
        assert opinions.is_blind_reader(session, draft, "Berik")
        assert not opinions.is_blind_reader(session, draft, "Aigul")
    answer = decide(berik, draft, action="reject", reason="opinion", second="1")
    assert answer.status_code == 200, answer.text
    assert shown(berik, "/queue?kind=second") == []
    assert state(site, draft) == "confirmed"
    with site.reading() as session:
        row = session.scalars(select(LedgerRow).where(LedgerRow.action == "second")).one()
        assert (row.who, row.subject, row.after["agreed"]) == ("Berik", f"second {draft}", False)
        assert [(one.draft_id, one.first_by, one.first_action, one.second_action) for one in opinions.disagreements(session)] == [
            (draft, "Aigul", "confirm", "reject")
        ]


def test_undo_takes_back_the_decision_and_not_the_second_opinion(site: Site, judged: tuple[Browser, Browser, int]) -> None:
    aigul, berik, draft = judged
    decide(berik, draft, action="confirm", second="1")
    aigul.submit("/queue/undo", {"id": str(draft)})
    assert state(site, draft) == "new"
    with site.reading() as session:
        assert session.scalars(select(LedgerRow.subject).where(LedgerRow.action == "second")).all() == [f"second {draft}"]


def test_samples_and_undone_decisions_want_no_second_opinion(site: Site) -> None:
    browser = site.signed_in()
    number = chosen_one(10)
    sample = make_draft(site, "z", number, title="Зейнов", text="т")
    other = make_draft(site, "y", chosen_one(number + 1), title="Юсупов", text="т")
    with site.writing() as session:
        session.get_one(DraftRow, sample).sample = True
    decide(browser, sample, action="confirm")
    decide(browser, other, action="confirm")
    with site.reading() as session:
        assert opinions.count_waiting_opinions(session, "Berik") == 1
    browser.submit("/queue/undo", {"id": str(other)})
    with site.reading() as session:
        assert opinions.count_waiting_opinions(session, "Berik") == 0


def test_what_is_typed_is_kept_for_each_person_and_later_words_join_it(site: Site) -> None:
    aigul, draft = site.signed_in(), site.drafts[0]
    assert type_in(aigul, draft, title="Бірінші").json()["said"] == "saved 11:00"
    type_in(aigul, draft, place="Алматы", categories=["ATT", "THR"])
    with site.writing() as session:
        assert queue.saved_edits(session, draft, "Aigul") == {"title": "Бірінші", "place": "Алматы", "categories": ["ATT", "THR"]}
        assert queue.saved_edits(session, draft, "Berik") == {}
        queue.delete_saved_edits(session, draft, "Aigul")
        assert queue.saved_edits(session, draft, "Aigul") == {}
    assert type_in(aigul, 4040, a="b").status_code == 404
    assert type_in(aigul, draft, a="b" * 200_000).status_code == 422
    assert site.signed_in().post(f"/drafts/{draft}/edits", json={"fields": {"a": "b"}}).status_code == 403


def test_addresses_of_decisions_that_are_opened_again_lead_to_what_stands(site: Site) -> None:
    browser, draft = site.signed_in(), site.drafts[0]
    for address, to in {
        "/queue/decide": "/queue", "/queue/undo": "/queue", f"/drafts/{draft}/decision": f"/drafts/{draft}", f"/drafts/{draft}/undo": f"/drafts/{draft}",
    }.items():  # fmt: skip
        answer = browser.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{to}?reopened=1")
