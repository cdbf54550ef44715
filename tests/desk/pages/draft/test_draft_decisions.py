"""What the form of a draft decides: each field as it was meant, what is wrong beside its field, two people at once, and opinions given blind."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm.exc import StaleDataError
from syrupy.assertion import SnapshotAssertion

from records import review
from records.incident_fields import BY_NAME
from records.incidents import find
from records.legal_case import Appointment, ChargedArticle
from records.review import opinions
from records.review import queue as queue_module
from records.tables import ArticleRow, DraftArticleRow, DraftRow, IncidentRow, LedgerRow, SavedEditRow, StatusRow
from records.vocabulary import Claimant, LawStage
from tests.conftest import NOW
from tests.desk.draft_case import make_case
from tests.desk.numbered_drafts import chosen_one
from tests.desk.pages.draft.test_draft_page import decide, opened, parsed, pressed, row, shown, spoken, words
from tests.desk.pages.queue.cards_seen import make_draft
from tests.desk.site import Browser, Site, add_draft

PUBLISHED = date(2026, 11, 3)


def beside(answer: Any) -> dict[str, str]:
    """What is said beside fields."""
    return {one.get("id")[2:]: one.text_content() for one in parsed(answer.text).xpath("//p[@class='wrong' and @id]")}


def fresh(site: Site, browser: Browser, draft: int) -> None:
    """Take the decision on a draft back, and forget what was typed into it."""
    token = {"csrf": browser.csrf()}
    assert [browser.post(f"/drafts/{draft}/{act}", data=token).status_code for act in ("undo", "edits/forget")] == [303, 303]


def drafted(site: Site, code: str) -> int:
    with site.writing() as session:
        return add_draft(session, f"law-{code}", title=f"{code} завели дело", screened={"categories": [{"code": code, "score": 0.9}]})


def test_confirming_without_a_change_takes_the_machines_proposal(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    assert decide(browser, case).status_code == 303
    assert row(site, case).fields == {}
    with site.reading() as session:
        incident = session.get_one(IncidentRow, "KZ-2026-0001")
        assert (incident.place, incident.actor, incident.categories) == ("Караганда", "security_guard", ["ACC", "OBS"])
        assert [one.code for one in session.scalars(select(StatusRow).order_by(StatusRow.id))] == ["REP", "PTI"]


ERLAN = {"name": "Ерлан Тастемиров", "profession": "", "outlet": "Вестник степи"}
KEPT: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"title": "Другое название"}, {"title": "Другое название", "texts_checked": []}),
    ({"title": "Другое название", "texts_checked": ["title_ru"]}, {"title": "Другое название", "texts_checked": ["title_ru"]}),
    ({"titles_kk": "Басқа атау"}, {"titles": {"kk": "Басқа атау"}, "texts_checked": []}),
    ({"texts_checked": ["", "title_ru", "summary_zz"]}, {"texts_checked": ["title_ru"]}),
    ({"primary": "ATT"}, {"primary": "ATT", "categories": ["ATT", "ACC", "OBS"]}),
    ({"categories": ["", "ACC"]}, {"primary": "ACC", "categories": ["ACC"]}),
    ({"region": ""}, {"region": None}),
    ({"region": "KZ-55", "country": "kz"}, {"region": "KZ-55", "country": "KZ"}),
    ({"victim_name": ["", ""], "victim_outlet": ["", ""]}, {"victims": [], "target": "person"}),
    ({"outlets": "Вестник степи\r\n Голос "}, {"outlets": ["Вестник степи", "Голос"], "victims": [ERLAN]}),
    ({"actor": "business", "target": "outlet", "during": "briefing", "motive": "confirmed", "online": "yes"},
     {"actor": "business", "target": "outlet", "during": "briefing", "motive": "confirmed", "online": True}),
    ({"status": "DRP", "status_date": "2026-11-24", "status_source": "акимат"}, {"status": "DRP", "status_date": "2026-11-24", "status_source": "акимат"}),
    ({"status": ""}, {"status": None}),
    ({"safety_notes": "прячется"}, {}),
    ({"incident_date": "23 ноября 2026 г."}, {}),  # The same day written otherwise corrects nothing.
    ({"place": "Темиртау", "incident_date": "2026-11", "summary_ru": "Не пустили.", "victim_profession": ["корреспондент", ""]},
     {"place": "Темиртау", "incident_date": "2026-11-01", "date_precision": "month", "summary": {"ru": "Не пустили."}, "texts_checked": [],
      "victims": [{**ERLAN, "profession": "корреспондент"}]}),
]  # fmt: skip
# However a date is written, counted from the day of the article.
DATES = {
    "2/11": ("2026-11-02", "day"), "2 қараша 2026": ("2026-11-02", "day"), "вчера": ("2026-11-02", "day"), "10.2026": ("2026-10-01", "month"),
    "2025": ("2025-01-01", "year"),
}  # fmt: skip


@pytest.mark.parametrize("part", range(3))
def test_each_field_of_the_form_is_kept_as_it_was_meant(site: Site, part: int) -> None:
    case, browser, wrong = make_case(site), site.signed_in(), []
    for typed, kept in KEPT[part::3]:
        answer = decide(browser, case, **typed)
        if answer.status_code != 303 or row(site, case).fields != kept:
            wrong.append((typed, answer.status_code, row(site, case).fields))
        fresh(site, browser, case)
    assert wrong == []


def test_a_date_is_recorded_however_it_was_written(site: Site) -> None:
    draft, browser, found = site.drafts[0], site.signed_in(), {}
    with site.writing() as session:
        session.execute(update(ArticleRow).values(published_on=PUBLISHED))
    for written in DATES:
        assert browser.submit(f"/drafts/{draft}/decision", {"do": "confirm", "incident_date": written}).status_code == 303
        found[written] = (row(site, draft).fields["incident_date"], row(site, draft).fields["date_precision"])
        fresh(site, browser, draft)
    assert found == DATES
    headers = {"X-CSRF-Token": browser.csrf()}
    for written, kept in (("кеше", "2026-11-02"), ("скоро", "скоро")):
        saved = browser.post(f"/drafts/{draft}/edits", json={"fields": {"incident_date": written, "title": "кеше"}}, headers=headers)
        assert saved.status_code == 200
        with site.reading() as session:
            typed = queue_module.saved_edits(session, draft, "Aigul")
        assert typed == {"incident_date": kept, "title": "кеше"}, "what is not decided stays the day that was meant"


# What is typed, and the fields beside which it is refused.
REFUSED: list[tuple[dict[str, Any], set[str]]] = [
    ({"incident_date": "2026-13"}, {"incident_date"}),
    ({"incident_date": "21.11.2027"}, {"incident_date"}),
    ({"incident_date": "21.11.1926"}, {"incident_date"}),
    ({"incident_date": "31.11.2026"}, {"incident_date"}),
    ({"incident_date": "11/21/2026"}, {"incident_date"}),
    ({"incident_date": "скоро", "country": "Казахстан"}, {"incident_date", "country"}),
    ({"region": "KZ-99"}, {"region"}),
    ({"victim_name": [""], "victim_profession": ["оператор"], "victim_outlet": [""]}, {"victims"}),
    ({"follows": "не номер"}, {"follows"}),
    ({"follows": "KZ-2020-0042"}, {"follows"}),
    ({"status_date": "2026-11-24"}, {"status"}),
    ({"status": "DRP", "status_date": "2027-01-01"}, {"status_date"}),
    ({"primary": "XXX"}, {"primary"}),
    ({"law_articles": "УК 999", "amount_claimed": "много", "next_dates": "апелляция"}, {"law_articles", "amount_claimed", "next_dates"}),
]


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(site: Site, snapshot: SnapshotAssertion) -> None:
    case, browser, said = make_case(site), site.signed_in(), []
    for typed, names in REFUSED:
        answer = decide(browser, case, **typed, summary_kk="Мәтін", note="почему", article="case3")
        assert (answer.status_code, set(beside(answer))) == (422, names), typed
        fields = shown(parsed(answer.text))
        assert (fields["summary_kk"], fields["note"], fields["article"]) == ("Мәтін", "почему", "case3"), "also the article that was read"
        assert "sure" not in fields, "what is wrong is not confirmed by a second press"
        for name, value in typed.items():
            assert value in (fields[name], fields[name][:-1]) or name in ("region", "primary"), typed
        said.append(beside(answer))
    assert said == snapshot
    assert row(site, case).state == "new"


def test_an_incident_that_is_withdrawn_is_refused_beside_the_field_that_names_it(site: Site) -> None:
    (one, other, _), browser = site.drafts, site.signed_in()
    with site.writing() as session:
        number = str(review.confirm(session, one, who="Berik", now=NOW).incident)
        review.undo(session, one, who="Berik", now=NOW)
    answer = decide(browser, other, follows=number)
    assert (answer.status_code, list(beside(answer)), row(site, other).state) == (422, ["follows"], "new")
    with site.writing() as session:
        session.get_one(DraftRow, other).follows = number
    answer = decide(browser, other)
    assert (answer.status_code, list(beside(answer)), number in words(parsed(answer.text), "//div[@id='problem']")) == (422, [], True), (
        "what this person did not type is wrong as a whole"
    )


def test_a_draft_without_a_category_asks_for_one_beside_its_field(site: Site) -> None:
    with site.writing() as session:
        draft = add_draft(session, "bare", title="Неясный случай", screened={"categories": []})
    browser = site.signed_in()
    answer = decide(browser, draft)
    assert (answer.status_code, list(beside(answer))) == (422, ["primary"])
    assert decide(browser, draft, primary="ATT").status_code == 303


def test_the_legal_case_is_open_where_it_belongs_and_recorded_as_it_is_written(site: Site) -> None:
    monitor, drafts = site.signed_in(), {code: drafted(site, code) for code in ("CRM", "CIV", "DET", "ATT", "SUM")}
    parts = {code: opened(monitor, draft).xpath("//details[@data-legal]")[0] for code, draft in drafts.items()}
    assert [code for code, part in parts.items() if part.get("open") is not None] == ["CRM", "CIV", "DET"]
    assert "CRM" in parts["ATT"].get("data-legal").split()
    legal = {
        "law_articles": "ГК 143 – в суде\r\nГК 951",
        "amount_claimed": "20 000 000",
        "amount_awarded": "0",
        "next_dates": "2026-12-01 – апелляция",
    }
    answer = decide(monitor, drafts["CIV"], claimant="official", **legal)
    assert answer.status_code == 303, answer.text[:2000]
    with site.reading() as session:
        kept = find(session, str(row(site, drafts["CIV"]).incident))
    assert kept
    assert {name: BY_NAME[name].of(kept) for name in (*legal, "claimant", "currency")} == {
        "law_articles": (ChargedArticle("KZ-CIV", "143", "", LawStage.COURT), ChargedArticle("KZ-CIV", "951")), "claimant": Claimant.OFFICIAL,
        "amount_claimed": 20000000, "amount_awarded": 0, "currency": "KZT", "next_dates": (Appointment(date(2026, 12, 1), "апелляция"),),
    }  # fmt: skip
    assert "art. 143 – in court; Civil Code, art. 951" in spoken(opened(monitor, drafts["CIV"]), "//dl[@class='factlist']")


def test_what_is_never_published_stands_with_the_incident_alone(site: Site) -> None:
    draft, browser = site.drafts[0], site.signed_in()
    assert opened(browser, draft).xpath("//details[contains(@class,'unpublished')]/summary")
    with site.writing() as session:
        queue_module.save_edits(session, draft, "Aigul", {"contacts": "+7 700 000 00 00"}, NOW)
    decide(browser, draft, contacts="+7 700 000 00 00")
    with site.reading() as session:
        assert session.get_one(IncidentRow, "KZ-2026-0001").private["contacts"] == "+7 700 000 00 00"
        assert "+7 700" not in str([(one.before, one.after) for one in session.scalars(select(LedgerRow))])
        assert session.scalars(select(SavedEditRow)).all() == []
    assert "+7 700" not in browser.get(f"/drafts/{draft}").text


def test_a_confirmed_draft_shows_the_decision_with_its_incident_and_undo(site: Site) -> None:
    draft, browser = site.drafts[0], site.signed_in()
    decide(browser, draft, place="Темиртау")
    page = opened(browser, draft)
    assert page.xpath("//section[contains(@class, 'is-confirmed')]//a[@href='/incidents/KZ-2026-0001']")
    assert "place Темиртау machine: Қарағанды" in spoken(page, "//dl[@class='factlist']")
    assert not page.xpath("//*[@id='decision']")
    answer = browser.submit(f"/drafts/{draft}/undo")
    assert (answer.status_code, row(site, draft).state) == (303, "new")
    assert f"Draft {draft}" in words(parsed(browser.get(answer.headers["location"]).text), "//div[@class='notice']/p[@role='status']")
    assert shown(opened(browser, draft))["place"] == "Темиртау", "what was corrected is in the form again"


def test_reject_merge_defer_and_split_are_done_from_the_page(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    first, second, third = site.drafts
    assert decide(browser, first, "reject:opinion", note="колонка", reason="old").status_code == 303, "the button says more than a field"
    assert (row(site, first).state, row(site, first).reason) == ("rejected", "opinion")
    assert decide(browser, second, f"merge:{case}").status_code == 303
    assert row(site, second).merged_into == case
    page = opened(browser, second)
    assert page.xpath(f"//section[contains(@class,'is-merged')]//a[@href='/drafts/{case}']")
    assert not page.xpath("//div[@class='read']"), "no article is left in it"
    assert decide(browser, third, "defer:week").status_code == 303
    assert str(row(site, third).deferred_until) == "2026-12-01"
    assert decide(browser, case, "split", split=["case4"], place="Темиртау").status_code == 303
    with site.reading() as session:
        made = session.get_one(DraftArticleRow, "case4").draft_id
    assert made != case
    page = opened(browser, case)
    assert page.xpath(f"//a[@href='/drafts/{made}']")
    assert shown(page)["place"] == "Темиртау"


def test_what_the_button_does_not_say_is_what_stands_in_the_fields_of_its_dialog(site: Site) -> None:
    browser, (first, second, third) = site.signed_in(), site.drafts
    for draft, action, fields in (
        (second, "merge", {"into": str(first)}),
        (first, "reject", {"reason": "old"}),
        (third, "defer", {"until": "05.12.2026"}),
    ):
        assert decide(browser, draft, action, **fields).status_code == 303
    assert row(site, second).merged_into == first
    assert row(site, first).reason == "old"
    assert row(site, third).deferred_until == date(2026, 12, 5)


def test_a_decision_that_lacks_something_opens_what_asks_for_it_and_keeps_the_form(site: Site) -> None:
    draft, browser = site.drafts[0], site.signed_in()
    for do in ("reject", "reject:other", "merge", "merge:99", "defer", "defer:yesterday"):
        answer = decide(browser, draft, do, place="Темиртау")
        page = parsed(answer.text)
        assert (answer.status_code, page.xpath("//dialog[@open]/@id"), shown(page)["place"]) == (422, [f"ask-{do.partition(':')[0]}"], "Темиртау"), do
        assert page.get_element_by_id("defer-day").get("value") == ("yesterday" if "yesterday" in do else ""), do
    assert row(site, draft).state == "new"


def test_a_button_that_is_none_decides_nothing(site: Site) -> None:
    draft, browser = site.drafts[0], site.signed_in()
    fields = shown(opened(browser, draft))
    found = [
        browser.post(f"/drafts/{draft}/decision", data={**fields, "do": do}).status_code for do in ("", "delete", "confirm;drop", "undo", "split")
    ]
    assert (found, row(site, draft).state) == ([422] * 5, "new")


def test_after_a_decision_comes_the_next_draft_of_the_queue_that_was_narrowed(site: Site) -> None:
    browser, (first, second, third) = site.signed_in(), site.drafts
    page = parsed(browser.get(f"/drafts/{third}", headers={"Referer": "http://desk.test/queue?region=KZ-35"}).text)
    fields = shown(page)
    assert fields["queue"] == "region=KZ-35"
    answer = pressed(browser, third, {**fields, "do": "confirm"})
    assert answer.headers["location"] == f"/drafts/{first}?told={third}&queue=region%3DKZ-35"
    page = parsed(browser.get(answer.headers["location"]).text)
    assert f"Draft {third} confirmed as KZ-2026-0001" in words(page)
    assert page.xpath(f"//form[@data-undo and @action='/drafts/{third}/undo']")
    for draft, query, to in (
        (first, "queue=region%3DKZ-35", "/queue?region=KZ-35"),  # The last one is of another region.
        (first, "", f"/drafts/{second}"),
        (second, "way=previous", f"/drafts/{first}"),
    ):
        assert browser.get(f"/drafts/{draft}/beside?{query}").headers["location"] == to
    for draft, queue, to in ((first, "region=KZ-35", f"/queue?region=KZ-35&told={first}"), (second, "", f"/queue?told={second}")):
        answer = decide(browser, draft, "reject:old", queue=queue)
        assert answer.headers["location"] == to, "after the last one the queue says what became of it"


def test_similar_drafts_and_incidents_come_with_a_digit_and_those_split_apart_do_not(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    with site.writing() as session:
        review.confirm(session, case, who="Berik", now=NOW)
        follower = add_draft(session, "news", title="Тастемирова вызвали в суд", screened={"score": 0.6})
        review.split(session, add_draft(session, "news2", title="Тастемирова наградили"), articles=["news2"], who="Berik", now=NOW)
    assert follower != case
    page = parsed(browser.get(f"/drafts/{follower}/like").text)
    assert page.xpath("//button/@value") == ["merge:KZ-2026-0001"]
    assert decide(browser, follower, "merge:KZ-2026-0001").status_code == 303
    assert row(site, follower).incident == "KZ-2026-0001"


def test_with_what_to_merge_may_be_typed_as_a_name_and_is_shown_before_anything_is_merged(site: Site) -> None:
    browser, (one, other, _) = site.signed_in(), site.drafts
    title = row(site, other).title
    answer = decide(browser, one, "merge", named=title.split()[0])
    page = parsed(answer.text)
    assert (answer.status_code, row(site, one).state) == (422, "new")
    assert title in words(page)
    assert page.xpath("//dialog[@id='ask-merge']//div[@class='meant']//button/@value") == [f"merge:{other}"]
    nobody = parsed(decide(browser, one, "merge", named="Неизвестный").text)
    assert "Неизвестный" in words(nobody, "//div[@class='meant']/p[@class='notice warn']")


# What is asked once more


def test_a_confirmation_from_the_page_is_asked_for_once_more_where_the_card_would_ask_too(site: Site, snapshot: SnapshotAssertion) -> None:
    draft, browser = site.drafts[0], site.signed_in()
    fields = {**shown(opened(browser, draft)), "do": "confirm"}
    answer = browser.post(f"/drafts/{draft}/decision", data=fields)
    assert answer.status_code == 422
    page = parsed(answer.text)
    assert words(page, "//div[@id='problem']/p") == snapshot
    assert page.xpath("//div[@id='problem']//button/@value") == ["confirm"]
    sure = page.xpath("//input[@name='sure']/@value")[0]
    other = browser.post(f"/drafts/{draft}/decision", data={**fields, "sure": sure, "primary": "KIL"})
    assert (other.status_code, row(site, draft).state) == (422, "new"), "what was changed since is asked for again"
    assert browser.post(f"/drafts/{draft}/decision", data={**fields, "sure": sure}).status_code == 303
    assert row(site, draft).state == "confirmed"


def test_the_earlier_incident_is_shown_with_title_and_persons_and_one_that_shares_nothing_is_asked_about(
    site: Site, snapshot: SnapshotAssertion
) -> None:
    browser, (one, other, _) = site.signed_in(), site.drafts
    with site.writing() as session:
        fields = {"victims": [{"name": "Нуржан Есенжолов"}], "place": "Қазалы", "region": "KZ-43", "outlets": []}
        number = review.confirm(session, one, fields=fields, who="Berik", now=NOW).incident
    told = [browser.submit(f"/drafts/{other}/followed", {"follows": follows}).text for follows in (str(number).lower(), "KZ-1999-0001")]
    form = {**shown(opened(browser, other)), "do": "confirm", "follows": number}
    answer = browser.post(f"/drafts/{other}/decision", data=form)
    assert answer.status_code == 422
    assert [*(spoken(parsed(f"<div>{part}</div>"), "//div") for part in told), words(parsed(answer.text), "//div[@id='problem']/p")] == snapshot
    assert pressed(browser, other, form).status_code == 303
    assert browser.submit(f"/drafts/{other}/undo").status_code == 303
    badges = opened(browser, other).xpath("//p[@class='under']/*[contains(@class, 'badge')]")
    assert badges[-2].get("href") == f"/incidents/{number}"
    assert badges[-1].text == "corrected", "after an undo the link is the person's own"


# Two people


def test_a_draft_that_somebody_decided_meanwhile_answers_409_with_what_stands_and_keeps_what_was_typed(site: Site) -> None:
    draft, mine, theirs = site.drafts[0], site.signed_in(), site.signed_in("editor")
    fields = shown(opened(mine, draft))
    decide(theirs, draft, "reject:opinion")
    answer = mine.post(f"/drafts/{draft}/decision", data={**fields, "do": "confirm", "place": "Темиртау"})
    assert answer.status_code == 409
    page = parsed(answer.text)
    assert "was rejected by Berik" in words(page, "//div[@id='problem']")
    assert shown(page)["place"] == "Темиртау"
    assert page.xpath(f"//div[@id='problem']/form[@action='/drafts/{draft}/undo']//button")
    assert not page.xpath("//button[@data-act='confirm']")
    assert row(site, draft).state == "rejected"


def test_of_two_who_decide_at_the_same_moment_the_second_is_told_and_keeps_what_was_typed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def stale(*_given: Any, **_by_name: Any) -> None:
        raise StaleDataError

    draft, browser = site.drafts[0], site.signed_in()
    with monkeypatch.context() as patch:
        patch.setattr(review, "decide", stale)
        answer = decide(browser, draft, place="Темиртау")
    page = parsed(answer.text)
    assert (answer.status_code, shown(page)["place"], row(site, draft).state) == (409, "Темиртау", "new")
    assert words(page, "//div[@id='problem']")
    assert pressed(browser, draft, {**shown(page), "do": "confirm"}).status_code == 303


def test_an_article_that_joined_meanwhile_answers_409_once_and_then_the_decision_stands(site: Site) -> None:
    draft, browser = site.drafts[0], site.signed_in()
    fields = shown(opened(browser, draft))
    with site.writing() as session:
        assert add_draft(session, "joined", title="Сериков выписан из больницы") == draft
    answer = browser.post(f"/drafts/{draft}/decision", data={**fields, "do": "confirm", "place": "Темиртау"})
    page = parsed(answer.text)
    assert (answer.status_code, shown(page)["place"], row(site, draft).state) == (409, "Темиртау", "new")
    assert pressed(browser, draft, {**shown(page), "do": "confirm"}).status_code == 303
    assert row(site, draft).fields == {"place": "Темиртау"}


def test_whoever_judges_a_draft_blind_learns_the_decision_neither_by_a_refusal_nor_by_the_history(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opinions, "is_chosen_for_opinion", lambda draft: True)
    draft, mine, theirs = site.drafts[0], site.signed_in(), site.signed_in("editor")
    fields = shown(opened(mine, draft))
    assert decide(theirs, draft).status_code == 303
    for text in (
        mine.post(f"/drafts/{draft}/decision", data={**fields, "do": "confirm", "place": "Темиртау"}).text,
        mine.submit("/queue/decide", {"id": [str(draft)], "action": "confirm", "sure": "1"}, headers={"Accept": "application/json"}).text,
        mine.get("/history").text,
    ):
        assert not [word for word in ("/incidents/KZ-2026-0001", "as KZ-2026-0001", "was confirmed") if word in text]
    assert opened(mine, draft).xpath("//*[@id='second-title']")
    assert theirs.submit(f"/drafts/{draft}/undo").status_code == 303
    assert shown(opened(mine, draft))["place"] == "Темиртау", "what was typed stands in the form again"


def test_whoever_is_to_judge_a_decided_draft_does_not_see_the_decision(site: Site) -> None:
    draft = make_draft(site, "judged", chosen_one(50), title="Пример для двоих")
    decide(site.signed_in("editor"), draft, "reject:opinion", note="это колонка")
    page = opened(site.signed_in(), draft)
    assert page.xpath("//form[@action='/queue/decide']//input[@name='second']")
    page.get_element_by_id("second-title").drop_tree()
    for told in ("ejected", "opinion this", "колонка", "Berik"):
        assert told not in words(page)
    assert opened(site.signed_in("editor"), draft).xpath("//section[contains(@class, 'is-rejected')]")


def test_the_proposed_legal_case_stands_in_its_inputs_with_the_words_of_the_text_and_is_recorded_by_confirming(site: Site) -> None:
    said = {"start": 0, "end": 6, "text": "на 20 суток"}
    legal = {
        "articles": [{"code": "KZ-CAO", "article": "667", "part": "1", "unsure": False, **said, "text": "ч. 1 ст. 667 КоАП"}],
        "sums": [{"amount": 2_000_000, "currency": "KZT", "role": "claimed", "track": "journalist", "day": None, **said, "text": "2 млн тенге"}],
        "terms": [{"kind": "administrative_arrest", "term": 20, "unit": "days", "until": None, "track": "journalist", "day": None, **said}],
        "hearings": [{"day": "2026-12-15", "time": "10:00", "what": "заседание", "where": "", **said, "text": "15 декабря"}],
    }  # fmt: skip
    with site.writing() as session:
        screened = {"label": "incident", "categories": [{"code": "ARR", "score": 0.9}], "legal": legal}
        draft = add_draft(session, "law-told", title="Суд арестовал журналиста", screened=screened)
    browser = site.signed_in()
    page = opened(browser, draft)
    fields = shown(page)
    assert (fields["law_articles"].strip(), fields["amount_claimed"], fields["next_dates"].strip()) == (
        "Code of Administrative Offences, art. 667, part 1", "2000000", "2026-12-15 – заседание, 10:00",
    )  # fmt: skip
    assert page.xpath("//details[@data-legal]")[0].get("open") is not None
    quotes = [one.text_content().split(": ", 1)[1] for one in page.xpath("//p[contains(@class,'quoted')]")]
    assert sorted(quotes) == sorted(["ч. 1 ст. 667 КоАП", "2 млн тенге", "15 декабря", "на 20 суток"])
    assert "under administrative arrest, 20 days" in page.text_content()
    assert decide(browser, draft).status_code == 303
    with site.reading() as session:
        incident = find(session, str(row(site, draft).incident))
    assert incident
    assert BY_NAME["law_articles"].of(incident) == (ChargedArticle("KZ-CAO", "667", "1"),)
    assert [(one.code.value, one.penalty.term) for one in incident.statuses] == [("REP", None), ("JAA", 20)]
