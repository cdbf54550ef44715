"""The page of a draft: what it shows, what a form decides, what is refused and kept, and what hostile words cannot do there."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import event, select

from desk.highlighting import highlighted, visible
from records import review
from records.review import edits, presence, second_opinions
from records.tables import DraftArticleRow, DraftRow, IncidentRow, LedgerRow, SavedEditRow, ScreeningRow, StatusRow
from records.vocabulary import ENCODER, PageChange, StatusCode
from tests.conftest import NOW
from tests.desk.draft_case import TEXT, TITLE, later, make_case, store
from tests.desk.site import Browser, Site, add_draft, open_site
from tests.records.rows import screening


def parsed(text: str) -> Any:
    """The page as a tree."""
    return html.document_fromstring(text)


def opened(browser: Browser, draft: int, query: str = "", status: int = 200) -> Any:
    """The page of a draft."""
    answer = browser.get(f"/drafts/{draft}{query}")
    assert answer.status_code == status, answer.text[:2000]
    return parsed(answer.text)


def words(page: Any, where: str = "//main") -> str:
    """What stands in a part of a page, as it is read."""
    return " ".join(" ".join(part.text_content() for part in page.xpath(where)).split())


def spoken(page: Any, where: str) -> str:
    """The same with a space between one element and the next."""
    return " ".join(" ".join(text for part in page.xpath(where) for text in part.itertext()).split())


def shown(page: Any) -> dict[str, Any]:
    """The fields of the form as the page shows them: a list where there are several."""
    form = page.get_element_by_id("decision")
    fields: dict[str, Any] = {}
    for one in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        if one.tag == "select":
            value = (one.xpath(".//option[@selected]/@value") or one.xpath(".//option/@value"))[0]
        elif one.tag == "textarea":
            value = (one.text or "").removeprefix("\n")
        elif one.get("type") == "checkbox":
            if one.get("checked") is None:
                continue
            value = one.get("value")
        else:
            value = one.get("value", "")
        fields.setdefault(one.get("name"), []).append(value)
    return {name: values if name == "categories" or name.startswith("victim_") else values[-1] for name, values in fields.items()}


def decide(browser: Browser, draft: int, do: str = "confirm", **changed: Any) -> Any:
    """Open the draft, change these fields in its form, and press a button; once more where that is asked for."""
    return pressed(browser, draft, {**shown(opened(browser, draft)), "do": do, **changed})


def pressed(browser: Browser, draft: int, fields: dict[str, Any]) -> Any:
    """Send the form of the draft as it is, and again if the page asks whether it is meant so."""
    answer = browser.post(f"/drafts/{draft}/decision", data=fields)
    sure = parsed(answer.text).xpath("//input[@name='sure']/@value") if answer.status_code == 422 else []
    return browser.post(f"/drafts/{draft}/decision", data={**fields, "sure": sure[0]}) if sure else answer


def row(site: Site, draft: int) -> DraftRow:
    with site.reading() as session:
        found: DraftRow = session.get_one(DraftRow, draft)
        return found


def beside(answer: Any) -> dict[str, str]:
    """What is said beside fields."""
    page = parsed(answer.text)
    return {one.get("id")[2:]: one.text_content() for one in page.xpath("//p[@class='wrong' and @id]")}


# What is shown


def test_the_statuses_to_choose_from_stand_under_the_track_whose_story_they_tell(site: Site) -> None:
    page = opened(site.signed_in(), make_case(site))
    groups = {one.get("label"): one.xpath("./option/@value") for one in page.xpath("//select[@name='status']/optgroup")}
    assert {label: ("CVF" in codes, "JSN" in codes) for label, codes in groups.items()} == {
        "What became of the perpetrator": (True, False),
        "What became of the journalist": (False, True),
    }
    assert sorted(code for codes in groups.values() for code in codes) == sorted(StatusCode)


def test_each_article_is_marked_by_its_own_screening_and_not_by_colour_alone(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    page = opened(browser, case)
    marks = [(one.get("class"), one.text_content(), one.get("title")) for one in page.xpath("//div[@class='read']//mark")]
    assert ("who", "Ерлана Тастемирова", "who") in marks
    assert ("act", "вырвал у него из рук телефон", "what was done") in marks
    assert ("because", "Корреспондента газеты", "what ties it to the press") in marks
    assert words(page, "//div[@class='read']") == " ".join(TEXT.split())
    assert "who what was done what ties it to the press" in spoken(page, "//p[@class='legend']")
    other = opened(browser, case, "?article=case3")
    assert [one.text_content() for one in other.xpath("//div[@class='read']//mark")] == ["Ерлан Тастемиров", "кіре алмады"]


def test_the_proposed_summary_stands_first_and_its_place_is_marked_in_the_article(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    sentence = "Корреспондента газеты «Вестник степи» Ерлана Тастемирова не пустили в понедельник на заседание городского маслихата в Караганде"
    start = f"{TITLE}\n{TEXT}".index(sentence)
    passage = {"start": start, "end": start + len(sentence), "text": sentence}
    with site.writing() as session:
        draft = session.get_one(DraftRow, case)
        draft.proposal = {**draft.proposal, "proposed_summary": [passage]}
        said = session.scalars(select(ScreeningRow).where(ScreeningRow.article_id == "case1")).one()
        said.body = {**said.body, "summary": [passage]}
    page = opened(browser, case)
    assert words(page, "//header//p[@class='summary']") == f"proposed by the machine {sentence} Put it into the summary"
    assert page.xpath("//header//button/@data-insert") == ["summary_ru"]
    assert shown(page)["summary_ru"] == "", "an editor decides"
    marks = [(one.get("class"), one.text_content(), one.get("title")) for one in page.xpath("//div[@class='read']//mark")]
    assert ("summary", " «Вестник степи» ", "what happened, in short") in marks
    assert ("who", "Ерлана Тастемирова", "who; what happened, in short") in marks
    assert "".join(text for _, text, title in marks if "in short" in title) == sentence
    assert words(page, "//div[@class='read']") == " ".join(TEXT.split())
    assert "what happened, in short" in words(page, "//p[@class='legend']")
    assert decide(browser, case).status_code == 303
    assert row(site, case).fields == {}


def test_beside_each_field_stands_whether_the_machine_is_unsure_of_it(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    with site.writing() as session:
        draft = session.get_one(DraftRow, case)
        draft.proposal = {**draft.proposal, "unsure": ["label", "categories", "victims", "place", "outcome", "outcome_of"]}
    page = opened(browser, case)
    beside = {one.get("id"): words(one, ".") for one in page.xpath("//form[@id='decision']//p[@class='unsure']")}
    assert beside == dict.fromkeys(("u-primary", "u-categories", "u-victims", "u-place", "u-region", "u-status"), "the machine is unsure")
    assert [one.get("aria-describedby").split()[0] for one in page.xpath("//*[@name='place' or @name='region']")] == ["u-place", "u-region"]
    assert words(page, "//header//*[@class='unsure']") == "The machine is unsure: kind of news"
    assert not opened(browser, site.drafts[0]).xpath("//*[@class='unsure']")


def test_an_article_that_one_of_two_judges_read_says_so(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    assert "read by the word lists alone" not in words(opened(browser, case))
    with site.writing() as session:
        screening(session, "case1", model=f"test 2{ENCODER}", readers="lexical")
        screening(session, "case3", model=f"test 2{ENCODER}", readers="both")
    assert "read by the word lists alone" in words(opened(browser, case), "//p[@class='from']")
    assert "read by the word lists alone" not in words(opened(browser, case, "?article=case3"))


def test_the_other_articles_are_links_by_outlet_and_language_with_copies_under_their_original(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    page = opened(browser, case)
    tabs = page.xpath("//nav[@class='tabs']/ul/li")
    assert ["article=case1" in tab.xpath("./a/@href")[0] for tab in tabs] == [True, False, False]
    assert "Voice of Saryarka Қаз" in words(page, "//nav[@class='tabs']")
    assert tabs[0].xpath("./details/ul/li/a/@href") == [f"/drafts/{case}?article=case2"]
    assert not tabs[0].xpath("./details[@open]")
    assert opened(browser, case, "?article=case2").xpath("//nav[@class='tabs']/ul/li/details[@open]")


def test_an_article_of_another_draft_is_not_shown_under_this_one(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    assert TITLE in words(opened(browser, case, "?article=a"), "//h2[@id='article-title']")
    assert TITLE in words(opened(browser, case, "?article=../../etc/passwd"), "//h2[@id='article-title']")


@given(
    st.text(max_size=60),
    st.text(max_size=200),
    st.lists(st.tuples(st.integers(-5, 300), st.integers(-5, 300), st.sampled_from(["who", "act", "because", "", None]))),
)
def test_pieces_put_together_are_the_article_whatever_the_spans(title: str, text: str, spans: list[tuple[int, int, str | None]]) -> None:
    found = highlighted(title, text, [{"start": start, "end": end, "role": role} for start, end, role in spans])
    assert "".join(piece.text for piece in found.title) == visible(title)
    assert "".join(piece.text for piece in found.text) == visible(text)
    page = f"{title}\n{text}" if title else text
    for start, end, role in spans:
        if 0 <= start < end <= len(page) and role == "who" and visible(page) == page and "\n" not in page[start:end]:
            marked = "".join(piece.text for piece in (*found.title, *found.text) if "who" in piece.roles)
            assert page[start:end][0] in marked


def test_spans_that_do_not_fit_the_text_mark_nothing() -> None:
    found = highlighted("Т", "коротко", [{"start": 2, "end": 99, "role": "who"}, {"start": "0", "end": 1}, {"start": -1, "end": 3}, {}])
    assert found.roles == ()


def test_the_form_shows_the_proposal_and_the_machines_value_beside_a_changed_one(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    fields = shown(opened(browser, case))
    assert (fields["primary"], sorted(fields["categories"])) == ("ACC", ["", "ACC", "OBS"])
    assert (fields["incident_date"], fields["place"], fields["region"], fields["actor"]) == ("2026-11-23", "Караганда", "KZ-35", "security_guard")
    assert fields["victim_name"] == ["Ерлан Тастемиров", ""]
    assert fields["outlets"] == "Вестник степи"
    with site.writing() as session:
        edits.save(session, case, "Aigul", {"place": "Темиртау"}, NOW)
    page = opened(browser, case)
    place = page.xpath("//*[@data-field='place']")[0]
    assert (place.xpath(".//input")[0].get("value"), place.get("data-machine")) == ("Темиртау", "Караганда")
    line = place.xpath(".//*[@data-machine-line]")[0]
    assert line.get("hidden") is None
    assert "machine: Караганда" in line.text_content()
    assert page.xpath("//*[@data-field='region']//*[@data-machine-line]")[0].get("hidden") is not None


def test_what_somebody_else_typed_is_not_in_my_form(site: Site) -> None:
    with site.writing() as session:
        edits.save(session, site.drafts[0], "Berik", {"place": "Темиртау"}, NOW)
    assert shown(opened(site.signed_in(), site.drafts[0]))["place"] == "Қарағанды"


def test_a_page_that_changed_since_says_so_with_what_went_and_what_came(site: Site) -> None:
    case = make_case(site)
    later(site, "case1", PageChange.EDITED, text=TEXT.replace("вырвал у него из рук телефон", "попросил убрать телефон"))
    later(site, "case3", PageChange.GONE)
    page = opened(site.signed_in(), case)
    assert "edited" in words(page, "//nav[@class='tabs']/ul/li[1]")
    assert "taken down" in words(page, "//nav[@class='tabs']/ul/li[2]")
    assert "вырвал" in words(page, "//details[@class='later']//del")
    assert "попросил" in words(page, "//details[@class='later']//ins")
    assert words(page, "//details[@class='later']//del").startswith("−")


def test_the_history_tells_every_decision_and_strikes_what_was_undone(site: Site) -> None:
    draft = site.drafts[0]
    with site.writing() as session:
        review.confirm(session, draft, who="Berik", now=NOW, fields={"place": "Темиртау"})
        review.undo(session, draft, who="Dana", now=NOW)
        review.reject(session, draft, who="Aigul", now=NOW, reason="not_work", note="спор соседей")
    page = opened(site.signed_in(), draft)
    told = [words(one, ".") for one in page.xpath("//ol[contains(@class,'past')]/li")]
    assert told[0].startswith("rejected not because of their work Aigul")
    assert "спор соседей" in told[0]
    assert "Dana" in told[1]
    assert "undone by Dana" in told[2]
    assert page.xpath("//li[@class='undone']//s/text()") == ["confirmed"]
    assert told[3].startswith("Proposed by the machine")


def test_a_confirmed_draft_shows_the_decision_with_its_incident_and_undo(site: Site) -> None:
    draft, browser = site.drafts[0], site.signed_in()
    decide(browser, draft, place="Темиртау")
    page = opened(browser, draft)
    assert "Confirmed by Aigul as KZ-2026-0001" in words(page)
    assert page.xpath("//a[@href='/incidents/KZ-2026-0001']")
    assert "place Темиртау machine: Қарағанды" in spoken(page, "//dl[@class='factlist']")
    assert not page.xpath("//*[@id='decision']")
    answer = browser.submit(f"/drafts/{draft}/undo")
    assert answer.status_code == 303
    assert row(site, draft).state == "new"
    assert f"Draft {draft} waits again" in words(parsed(browser.get(answer.headers["location"]).text))
    assert shown(opened(browser, draft))["place"] == "Темиртау", "what was corrected is in the form again"


def test_a_merged_draft_leads_to_where_its_articles_went(site: Site) -> None:
    one, other, browser = *site.drafts[:2], site.signed_in()
    assert decide(browser, one, "merge", into=str(other)).status_code == 303
    page = opened(browser, one)
    assert page.xpath(f"//section[contains(@class,'decided')]//a[@href='/drafts/{other}']")
    assert "No article is left" in words(page)


def test_to_what_it_perhaps_belongs_stands_on_the_page_with_a_button_that_joins_it_there(site: Site) -> None:
    with site.writing() as session:
        one, other = (add_draft(session, name, title=f"{name} КУРЬЕР", text=f"{name}.") for name in ("Суд", "Поджог"))
    browser = site.signed_in()
    page = opened(browser, other)
    assert f"perhaps belongs to draft {one} — Суд КУРЬЕР (the same outlet, texts much alike)" in words(page)
    (button,) = page.xpath("//button[@data-act='join']")
    assert button.get("value") == f"merge:{one}"
    assert decide(browser, other, button.get("value")).status_code == 303
    assert row(site, other).merged_into == one


@pytest.mark.parametrize("id", ["999", "0", "-1", str(2**31), str(2**70), "1x", "..%2f1"])
def test_a_missing_draft_is_not_found(site: Site, id: str) -> None:
    browser = site.signed_in()
    assert browser.get(f"/drafts/{id}").status_code == 404
    assert browser.submit(f"/drafts/{id}/decision", {"do": "confirm"}).status_code == 404
    assert browser.submit(f"/drafts/{id}/undo").status_code == 404
    assert browser.get(f"/drafts/{id}/beside").status_code == 404
    assert browser.get(f"/drafts/{id}/like").status_code == 404


def test_who_else_looks_at_it_stands_at_the_top(site: Site) -> None:
    with site.writing() as session:
        presence.seen(session, site.drafts[0], "Berik", NOW)
    assert "Berik is looking at it" in words(opened(site.signed_in(), site.drafts[0]), "//header")


def test_the_page_asks_the_database_few_things_however_many_articles_there_are(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    asked: list[str] = []
    event.listen(site.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    opened(browser, case)
    few = len(asked)
    with site.writing() as session:
        for number in range(20):
            add_draft(session, f"more{number}", title="Тастемирова ждут", outlet=f"kz_{number}")
    asked.clear()
    opened(browser, case)
    assert len(asked) == few <= 12, "\n".join(asked)


# Deciding


def test_confirming_without_a_change_takes_the_machines_proposal(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    answer = decide(browser, case)
    assert answer.status_code == 303
    assert row(site, case).fields == {}
    with site.reading() as session:
        incident = session.get_one(IncidentRow, "KZ-2026-0001")
        assert (incident.place, incident.actor, incident.categories) == ("Караганда", "security_guard", ["ACC", "OBS"])
        assert [one.code for one in session.scalars(select(StatusRow).order_by(StatusRow.id))] == ["REP", "PTI"]


def test_only_what_differs_is_a_correction(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    answer = decide(browser, case, place="Темиртау", incident_date="2026-11", summary_ru="Не пустили.", victim_profession=["корреспондент", ""])
    assert answer.status_code == 303, answer.text
    assert row(site, case).fields == {
        "place": "Темиртау",
        "incident_date": "2026-11-01",
        "date_precision": "month",
        "summary": {"ru": "Не пустили."},
        "texts_checked": [],
        "victims": [{"name": "Ерлан Тастемиров", "profession": "корреспондент", "outlet": "Вестник степи"}],
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"title": "Другое название"}, {"title": "Другое название", "texts_checked": []}),
        ({"title": "Другое название", "texts_checked": ["title_ru"]}, {"title": "Другое название", "texts_checked": ["title_ru"]}),
        ({"titles_kk": "Басқа атау"}, {"titles": {"kk": "Басқа атау"}, "texts_checked": []}),
        ({"texts_checked": ["", "title_ru", "summary_zz"]}, {"texts_checked": ["title_ru"]}),
        ({"primary": "ATT"}, {"primary": "ATT", "categories": ["ATT", "ACC", "OBS"]}),
        ({"categories": ["", "ACC"]}, {"primary": "ACC", "categories": ["ACC"]}),
        ({"region": ""}, {"region": None}),
        ({"region": "KZ-55", "country": "kz"}, {"region": "KZ-55", "country": "KZ"}),
        ({"victim_name": ["", ""], "victim_outlet": ["", ""]}, {"victims": [], "target": "person"}),
        ({"outlets": "Вестник степи\r\n Голос "}, {"outlets": ["Вестник степи", "Голос"], "victims": [{"name": "Ерлан Тастемиров", "profession": "", "outlet": "Вестник степи"}]}),
        ({"actor": "business", "target": "outlet", "during": "briefing", "motive": "confirmed", "online": "yes"},
         {"actor": "business", "target": "outlet", "during": "briefing", "motive": "confirmed", "online": True}),
        ({"status": "DRP", "status_date": "2026-11-24", "status_source": "акимат"}, {"status": "DRP", "status_date": "2026-11-24", "status_source": "акимат"}),
        ({"status": ""}, {"status": None}),
        ({"safety_notes": "прячется"}, {}),
    ],
)  # fmt: skip
def test_each_field_of_the_form_is_kept_as_it_was_meant(site: Site, typed: dict[str, Any], kept: dict[str, Any]) -> None:
    case, browser = make_case(site), site.signed_in()
    answer = decide(browser, case, **typed)
    assert answer.status_code == 303, re.sub(r"<[^>]+>", " ", answer.text)
    assert row(site, case).fields == kept


def test_what_is_never_published_stands_with_the_incident_alone(site: Site) -> None:
    draft, browser = site.drafts[0], site.signed_in()
    page = opened(browser, draft)
    assert "never published" in words(page, "//details[contains(@class,'unpublished')]/summary")
    with site.writing() as session:
        edits.save(session, draft, "Aigul", {"contacts": "+7 700 000 00 00"}, NOW)
    decide(browser, draft, contacts="+7 700 000 00 00")
    with site.reading() as session:
        assert session.get_one(IncidentRow, "KZ-2026-0001").private["contacts"] == "+7 700 000 00 00"
        assert "+7 700" not in str([(one.before, one.after) for one in session.scalars(select(LedgerRow))])
        assert session.scalars(select(SavedEditRow)).all() == []
    assert "+7 700" not in browser.get(f"/drafts/{draft}").text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"incident_date": "2026-13"}, "incident_date"),
        ({"country": "Казахстан"}, "country"),
        ({"region": "KZ-99"}, "region"),
        ({"victim_name": [""], "victim_profession": ["оператор"], "victim_outlet": [""]}, "victims"),
        ({"follows": "не номер"}, "follows"),
        ({"follows": "KZ-2020-0042"}, "follows"),
        ({"status_date": "2026-11-24"}, "status"),
        ({"status": "DRP", "status_date": "2027-01-01"}, "status_date"),
        ({"primary": "XXX"}, "primary"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(site: Site, typed: dict[str, Any], field: str) -> None:
    case, browser = make_case(site), site.signed_in()
    answer = decide(browser, case, **typed, summary_kk="Мәтін", note="почему")
    assert answer.status_code == 422
    assert list(beside(answer)) == [field]
    fields = shown(parsed(answer.text))
    assert (fields["summary_kk"], fields["note"]) == ("Мәтін", "почему")
    for name, value in typed.items():
        assert value in (fields[name], [*fields[name][:-1]], fields[name]) or name in ("region", "primary")
    assert row(site, case).state == "new"


def test_several_faults_are_all_told_at_once(site: Site) -> None:
    answer = decide(site.signed_in(), site.drafts[0], incident_date="скоро", country="Казахстан")
    assert set(beside(answer)) == {"incident_date", "country"}


def test_a_draft_without_a_category_asks_for_one_beside_its_field(site: Site) -> None:
    with site.writing() as session:
        draft = add_draft(session, "bare", title="Неясный случай", screened={"categories": []})
    browser = site.signed_in()
    answer = decide(browser, draft)
    assert (answer.status_code, list(beside(answer))) == (422, ["primary"])
    assert decide(browser, draft, primary="ATT").status_code == 303


def test_reject_merge_defer_and_split_are_done_from_the_page(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    first, second, third = site.drafts
    assert decide(browser, first, "reject:opinion", note="колонка").status_code == 303
    assert (row(site, first).state, row(site, first).reason) == ("rejected", "opinion")
    assert decide(browser, second, f"merge:{case}").status_code == 303
    assert row(site, second).merged_into == case
    assert decide(browser, third, "defer:week").status_code == 303
    assert str(row(site, third).deferred_until) == "2026-12-01"
    answer = decide(browser, case, "split", split=["case4"], place="Темиртау")
    assert answer.status_code == 303
    with site.reading() as session:
        made = session.get_one(DraftArticleRow, "case4").draft_id
    assert made != case
    page = opened(browser, case)
    assert page.xpath(f"//a[@href='/drafts/{made}']")
    assert shown(page)["place"] == "Темиртау"


@pytest.mark.parametrize(
    ("do", "dialog"),
    [
        ("reject", "ask-reject"),
        ("reject:other", "ask-reject"),
        ("merge", "ask-merge"),
        ("merge:99", "ask-merge"),
        ("defer", "ask-defer"),
        ("defer:yesterday", "ask-defer"),
    ],
)
def test_a_decision_that_lacks_something_opens_what_asks_for_it_and_keeps_the_form(site: Site, do: str, dialog: str) -> None:
    draft, browser = site.drafts[0], site.signed_in()
    answer = decide(browser, draft, do, place="Темиртау")
    assert answer.status_code == 422
    page = parsed(answer.text)
    assert page.xpath(f"//dialog[@id='{dialog}'][@open]")
    assert shown(page)["place"] == "Темиртау"
    assert row(site, draft).state == "new"


def test_after_a_decision_comes_the_next_draft_of_the_queue_that_was_narrowed(site: Site) -> None:
    browser = site.signed_in()
    first, second, third = site.drafts
    page = parsed(browser.get(f"/drafts/{third}", headers={"Referer": "http://desk.test/queue?region=KZ-35"}).text)
    fields = shown(page)
    assert fields["queue"] == "region=KZ-35"
    answer = pressed(browser, third, {**fields, "do": "confirm"})
    assert answer.headers["location"] == f"/drafts/{first}?told={third}&queue=region%3DKZ-35"
    page = parsed(browser.get(answer.headers["location"]).text)
    assert f"Draft {third} confirmed as KZ-2026-0001" in words(page)
    assert page.xpath(f"//form[@data-undo and @action='/drafts/{third}/undo']")
    assert browser.get(f"/drafts/{first}/beside?queue=region%3DKZ-35").headers["location"] == "/queue?region=KZ-35", (
        "the last one is of another region"
    )
    assert browser.get(f"/drafts/{first}/beside").headers["location"] == f"/drafts/{second}"
    assert browser.get(f"/drafts/{second}/beside?way=previous").headers["location"] == f"/drafts/{first}"


def test_similar_drafts_and_incidents_come_with_a_digit_and_those_told_apart_do_not(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    with site.writing() as session:
        review.confirm(session, case, who="Berik", now=NOW)
        follower = add_draft(session, "news", title="Тастемирова вызвали в суд", screened={"score": 0.6})
        other = review.split(session, add_draft(session, "news2", title="Тастемирова наградили"), articles=["news2"], who="Berik", now=NOW).id
    assert follower != case
    page = parsed(browser.get(f"/drafts/{follower}/like").text)
    assert page.xpath("//button/@value") == ["merge:KZ-2026-0001"], f"{other} was told apart"
    assert decide(browser, follower, "merge:KZ-2026-0001").status_code == 303
    assert row(site, follower).incident == "KZ-2026-0001"


# Two people


def test_a_draft_that_somebody_decided_meanwhile_answers_409_with_what_stands_and_keeps_what_was_typed(site: Site) -> None:
    draft, mine, theirs = site.drafts[0], site.signed_in(), site.signed_in("editor")
    fields = shown(opened(mine, draft))
    decide(theirs, draft, "reject:opinion")
    answer = mine.post(f"/drafts/{draft}/decision", data={**fields, "do": "confirm", "place": "Темиртау"})
    assert answer.status_code == 409
    page = parsed(answer.text)
    assert "was rejected by Berik" in words(page)
    assert "What you typed is kept with the draft" in words(page)
    assert shown(page)["place"] == "Темиртау"
    assert page.xpath(f"//form[@action='/drafts/{draft}/undo']//button[text()='Take that decision back']")
    assert not page.xpath("//button[@data-act='confirm']")
    assert row(site, draft).state == "rejected"


def test_whoever_judges_a_draft_blind_is_not_told_the_decision_by_a_refusal_nor_by_the_history(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinions, "chosen", lambda draft: True)
    draft, mine, theirs = site.drafts[0], site.signed_in(), site.signed_in("editor")
    fields = shown(opened(mine, draft))
    assert decide(theirs, draft).status_code == 303
    for text in (
        mine.post(f"/drafts/{draft}/decision", data={**fields, "do": "confirm", "place": "Темиртау"}).text,
        mine.submit("/queue/decide", {"id": [str(draft)], "action": "confirm", "sure": "1"}, headers={"Accept": "application/json"}).text,
        mine.get("/history").text,
    ):
        assert "/incidents/KZ-2026-0001" not in text
        assert "as KZ-2026-0001" not in text
        assert "was confirmed" not in text
    page = opened(mine, draft)
    assert "Somebody else has decided on this" in words(page)
    review_undone = theirs.submit(f"/drafts/{draft}/undo")
    assert review_undone.status_code == 303
    assert shown(opened(mine, draft))["place"] == "Темиртау", "what was typed stands in the form again"


def test_a_confirmation_from_the_page_is_asked_for_once_more_where_the_card_would_ask_too(site: Site) -> None:
    draft, browser = site.drafts[0], site.signed_in()
    fields = {**shown(opened(browser, draft)), "do": "confirm"}
    answer = browser.post(f"/drafts/{draft}/decision", data=fields)
    assert answer.status_code == 422
    page = parsed(answer.text)
    assert "no victim is named: confirm once more if it is meant so" in words(page).replace("No victim", "no victim")
    assert page.xpath("//div[@id='problem']//button[@value='confirm']")
    sure = page.xpath("//input[@name='sure']/@value")[0]
    other = browser.post(f"/drafts/{draft}/decision", data={**fields, "sure": sure, "primary": "KIL"})
    assert other.status_code == 422, "what was changed since is asked for anew"
    assert row(site, draft).state == "new"
    assert browser.post(f"/drafts/{draft}/decision", data={**fields, "sure": sure}).status_code == 303
    assert row(site, draft).state == "confirmed"


def test_the_number_of_an_earlier_incident_is_shown_with_its_title_and_persons_and_one_that_shares_nothing_is_asked_about(site: Site) -> None:
    browser, (one, other, _) = site.signed_in(), site.drafts
    with site.writing() as session:
        fields = {"victims": [{"name": "Нуржан Есенжолов"}], "place": "Қазалы", "region": "KZ-43", "outlets": []}
        number = review.confirm(session, one, fields=fields, who="Berik", now=NOW).incident
    told = browser.submit(f"/drafts/{other}/followed", {"follows": str(number).lower()}).text
    assert f"{number} — Сериков избит у дома — Нуржан Есенжолов" in told
    assert "no person, place or outlet of this draft agrees with it" in told
    assert "no such incident is on record" in browser.submit(f"/drafts/{other}/followed", {"follows": "KZ-1999-0001"}).text
    form = {**shown(opened(browser, other)), "do": "confirm", "follows": number}
    answer = browser.post(f"/drafts/{other}/decision", data=form)
    assert answer.status_code == 422
    assert f"no person, place or outlet agrees with {number}: Сериков избит у дома" in words(parsed(answer.text)).replace("No person", "no person")
    assert pressed(browser, other, form).status_code == 303
    assert browser.submit(f"/drafts/{other}/undo").status_code == 303
    page = words(opened(browser, other))
    assert f"follows {number} corrected" in page, "after an undo the link is told to be the person's own"
    assert "news of an incident that the record lacks" not in page


def test_with_what_to_merge_may_be_typed_as_a_name_and_is_shown_before_anything_is_merged(site: Site) -> None:
    browser, (one, other, _) = site.signed_in(), site.drafts
    title = row(site, other).title
    answer = decide(browser, one, "merge", named=title.split()[0])
    page = parsed(answer.text)
    assert (answer.status_code, row(site, one).state) == (422, "new")
    assert title in words(page)
    assert f"merge:{other}" in page.xpath("//dialog[@id='ask-merge']//button/@value")
    assert "Nothing that takes articles is found" in words(parsed(decide(browser, one, "merge", named="Неизвестный").text))


def test_an_article_that_joined_meanwhile_answers_409_once_and_then_the_decision_stands(site: Site) -> None:
    draft, browser = site.drafts[0], site.signed_in()
    fields = shown(opened(browser, draft))
    with site.writing() as session:
        assert add_draft(session, "joined", title="Сериков выписан из больницы") == draft
    answer = browser.post(f"/drafts/{draft}/decision", data={**fields, "do": "confirm", "place": "Темиртау"})
    assert answer.status_code == 409
    page = parsed(answer.text)
    assert "has changed since you opened it" in words(page)
    assert shown(page)["place"] == "Темиртау"
    again = pressed(browser, draft, {**shown(page), "do": "confirm"})
    assert again.status_code == 303
    assert row(site, draft).fields == {"place": "Темиртау"}


def test_whoever_is_to_judge_a_decided_draft_anew_does_not_see_the_decision(site: Site) -> None:
    draft = next(number for number in range(50, 1000) if second_opinions.chosen(number))
    with site.writing() as session:
        made = add_draft(session, "judged", title="Пример для двоих")
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in ("draft_articles", "article_keys"):
            session.connection().exec_driver_sql(f"UPDATE {table} SET draft_id = {draft} WHERE draft_id = {made}")
        session.connection().exec_driver_sql(f"UPDATE drafts SET id = {draft} WHERE id = {made}")
    decide(site.signed_in("editor"), draft, "reject:opinion", note="это колонка")
    page = opened(site.signed_in(), draft)
    assert "A second opinion" in words(page)
    assert page.xpath("//form[@action='/queue/decide']//input[@name='second']")
    for told in ("ejected", "opinion this", "колонка", "Berik"):
        assert told not in words(page).replace("A second opinion", "")
    assert "Rejected by Berik" in words(opened(site.signed_in("editor"), draft))


# Doors


def test_nobody_gets_in_without_a_session_and_nothing_is_decided_without_the_forms_token(site: Site) -> None:
    draft = site.drafts[0]
    for path in (f"/drafts/{draft}", f"/drafts/{draft}/like", "/articles/a/page", "/articles/a/raw", "/articles/a/warc"):
        assert site.browser().get(path).status_code == 303
    for path in ("decision", "undo", "edits/forget"):
        assert site.browser().post(f"/drafts/{draft}/{path}", data={"do": "confirm"}).status_code in (303, 403)
        assert site.signed_in().post(f"/drafts/{draft}/{path}", data={"do": "confirm"}).status_code == 403
    assert row(site, draft).state == "new"


@pytest.mark.parametrize("do", ["", "delete", "confirm;drop", "undo", "split"])
def test_a_button_that_is_none_decides_nothing(site: Site, do: str) -> None:
    assert decide(site.signed_in(), site.drafts[0], do).status_code == 422
    assert row(site, site.drafts[0]).state == "new"


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea></title><svg onload=alert(1)>",
    "{{ 7 * 7 }}",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_words_are_shown_as_words_wherever_they_stand(site: Site, said: str) -> None:
    with site.writing() as session:
        draft = add_draft(
            session, "bad", title=f"Плохой {said}", text=f"Текст {said} конец", authors=[said], url=f"javascript:{said}", lang="ru",
            screened={"persons": [{"name": said, "role": "victim"}], "outlets": [f"Газета {said}"], "place": said, "reasons": [{"start": 0, "end": 20, "role": "who"}]},
        )  # fmt: skip
        edits.save(session, draft, "Aigul", {"summary_ru": said, "safety_notes": said}, NOW)
    browser = site.signed_in()
    for answer in (browser.get(f"/drafts/{draft}"), decide(browser, draft, "merge:99", note=said)):
        page = parsed(answer.text)
        assert not page.xpath("//main//script | //main//img | //main//*[@onload] | //main//*[@onerror] | //main//*[@onmouseover]")
        assert not page.xpath("//a[starts-with(@href, 'javascript:')]")
        assert words(page, "//div[@class='read']") == f"Текст {said} конец"
        assert shown(page)["place"] == said
        assert shown(page)["victim_name"][0] == said
        assert shown(page)["summary_ru"] == said
    decide(browser, draft, title=said)
    page = opened(browser, draft)
    assert not page.xpath("//main//script | //main//img | //main//*[@onload] | //main//*[@onerror]")


def test_signs_that_turn_letters_round_are_named_and_not_obeyed(site: Site) -> None:
    with site.writing() as session:
        draft = add_draft(session, "turned", title="Повёрнутый \u202eтекст\u202c", text="Начало \u202eнаоборот\u2066 конец")
    page = opened(site.signed_in(), draft)
    assert words(page, "//div[@class='read']") == "Начало [U+202E]наоборот[U+2066] конец"
    assert "\u202e" not in words(page, "//h1") + words(page, "//h2") + words(page, "//title")


def test_a_zero_character_in_a_field_does_not_reach_the_database(site: Site) -> None:
    assert decide(site.signed_in(), site.drafts[0], place="Теми\x00ртау", note="за\x00чем").status_code == 303
    assert row(site, site.drafts[0]).fields == {"place": "Темиртау"}


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_the_page_speaks_the_readers_language(site: Site, lang: str) -> None:
    case = make_case(site)
    page = opened(site.signed_in(lang=lang), case)
    assert page.get("lang") == lang
    assert {"kk": "Дала жаршысы", "ru": "Вестник степи"}[lang] in words(page, "//nav[@class='tabs']")


def test_the_same_page_and_decision_on_postgresql(upgraded_postgresql_url: str, tmp_path: Any) -> None:
    site = open_site(upgraded_postgresql_url, tmp_path / "var")
    try:
        case, browser = make_case(site), site.signed_in()
        store(site, "case1", b"<p>stored")
        assert shown(opened(browser, case))["place"] == "Караганда"
        assert browser.get(f"/drafts/{case}/beside").status_code == 303
        assert browser.get(f"/drafts/{case}/like").status_code == 200
        assert browser.get("/articles/case1/page").status_code == 200
        answer = decide(browser, case, place="Темиртау")
        assert answer.status_code == 303, answer.text
        assert browser.submit(f"/drafts/{case}/undo").status_code == 303
        assert shown(opened(browser, case))["place"] == "Темиртау"
    finally:
        site.engine.dispose()


def test_starting_anew_forgets_what_was_typed(site: Site) -> None:
    draft, browser = site.drafts[0], site.signed_in()
    with site.writing() as session:
        edits.save(session, draft, "Aigul", {"place": "Темиртау"}, NOW)
    assert browser.submit(f"/drafts/{draft}/edits/forget").status_code == 303
    assert shown(opened(browser, draft))["place"] == "Қарағанды"


def test_what_the_articles_tell_is_shown_as_the_status_that_a_confirmation_would_add(site: Site) -> None:
    told = [
        {"date": "2026-11-20", "outcome_of": "journalist", "outcome": "convicted", "source": "https://a.example/"},
        {"date": "2026-11-21", "outcome_of": "perpetrator", "outcome": "acquitted", "source": "https://b.example/"},
    ]
    with site.writing() as session:
        draft = session.get_one(DraftRow, site.drafts[0])
        draft.proposal = {**draft.proposal, "categories": [{"code": "ARR", "score": 0.9}], "statuses": told}

    def shown_as() -> str:
        found = re.search("As the articles tell: ([^<]*)<", site.signed_in().get(f"/drafts/{site.drafts[0]}").text)
        return found[1] if found else ""

    assert re.fullmatch("journalist under administrative arrest, [^;]*2026", shown_as())
    with site.writing() as session:
        draft = session.get_one(DraftRow, site.drafts[0])
        draft.fields = {"primary": "CRM", "categories": ["CRM"]}
    assert re.fullmatch("journalist sentenced, [^;]*2026", shown_as())


def test_the_form_is_reached_by_a_link_at_the_top(site: Site) -> None:
    """On a phone it stands far below the article."""
    page = site.signed_in().get(f"/drafts/{site.drafts[0]}").text
    assert page.index('class="button quiet to-form" href="#facts-title"') < page.index('id="facts-title"')
