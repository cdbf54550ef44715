"""The page of a draft: what it shows, and what hostile words cannot do there."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import event, select
from syrupy.assertion import SnapshotAssertion

from desk.form_dates import ReferenceDays
from desk.highlighting import highlighted, visible
from desk.pages.draft import form, view
from desk.rendering import first_up
from records import review
from records.i18n import tr, use_language
from records.review import queue
from records.tables import DraftRow, ScreeningRow
from records.vocabulary import ENCODER, STATUS_LABELS, TRACK_LABELS, PageChange, StatusCode, Track
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
    fields: dict[str, Any] = {}
    for one in page.get_element_by_id("decision").xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        if one.tag == "select":
            value = (one.xpath(".//option[@selected]/@value") or one.xpath(".//option/@value"))[0]
        elif one.tag == "textarea":
            value = (one.text or "").removeprefix("\n")
        elif one.get("type") == "checkbox" and one.get("checked") is None:
            continue
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


def marks(page: Any) -> list[tuple[str, str]]:
    return [(one.get("class"), one.text_content()) for one in page.xpath("//div[@class='read']//mark")]


def test_the_statuses_to_choose_from_stand_under_the_track_whose_story_they_tell(site: Site) -> None:
    page = opened(site.signed_in(), make_case(site))
    groups = {one.get("label"): one.xpath("./option/@value") for one in page.xpath("//select[@name='status']/optgroup")}
    heading = {track: first_up(tr(label)) for track, label in TRACK_LABELS.items()}
    assert {label: ("CVF" in codes, "JSN" in codes) for label, codes in groups.items()} == {
        heading[Track.PERPETRATOR]: (True, False),
        heading[Track.JOURNALIST]: (False, True),
    }
    assert sorted(code for codes in groups.values() for code in codes) == sorted(StatusCode)


def test_each_article_is_marked_by_its_own_screening_and_not_by_colour_alone(site: Site, snapshot: SnapshotAssertion) -> None:
    case, browser = make_case(site), site.signed_in()
    page = opened(browser, case)
    assert {("who", "Ерлана Тастемирова"), ("act", "вырвал у него из рук телефон"), ("because", "Корреспондента газеты")} <= set(marks(page))
    titles = {one.get("class"): one.get("title") for one in page.xpath("//div[@class='read']//mark")}
    assert [titles, spoken(page, "//p[@class='legend']")] == snapshot
    assert words(page, "//div[@class='read']") == " ".join(TEXT.split())
    assert marks(opened(browser, case, "?article=case3")) == [("who", "Ерлан Тастемиров"), ("act", "кіре алмады")]


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
    assert words(page, "//header//p[@class='summary']/q") == sentence
    assert page.xpath("//header//button/@data-insert") == ["summary_ru"]
    assert shown(page)["summary_ru"] == "", "an editor decides"
    assert ("summary", " «Вестник степи» ") in marks(page)
    titles = [(one.text_content(), one.get("title")) for one in page.xpath("//div[@class='read']//mark")]
    summary = page.xpath("//p[@class='legend']//mark[@class='summary']/text()")[0]
    assert ("Ерлана Тастемирова", f"who; {summary}") in titles
    assert "".join(text for text, title in titles if summary in title) == sentence
    assert words(page, "//div[@class='read']") == " ".join(TEXT.split())
    assert decide(browser, case).status_code == 303
    assert row(site, case).fields == {}


def test_beside_each_field_stands_whether_the_machine_is_unsure_of_it(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    with site.writing() as session:
        draft = session.get_one(DraftRow, case)
        draft.proposal = {**draft.proposal, "unsure": ["label", "categories", "victims", "place", "outcome", "outcome_of"]}
    page = opened(browser, case)
    beside = page.xpath("//form[@id='decision']//p[@class='unsure']/@id")
    assert sorted(beside) == sorted(f"u-{name}" for name in ("primary", "categories", "victims", "place", "region", "status"))
    assert [one.get("aria-describedby").split()[0] for one in page.xpath("//*[@name='place' or @name='region']")] == ["u-place", "u-region"]
    assert words(page, "//header//*[@class='unsure']").endswith("kind of news")
    assert not opened(browser, site.drafts[0]).xpath("//*[@class='unsure']")


def test_an_article_that_one_of_two_judges_read_says_so(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    warned = "//p[@class='from']/span[@class='badge warn']"
    assert not opened(browser, case).xpath(warned)
    with site.writing() as session:
        screening(session, "case1", model=f"test 2{ENCODER}", readers="lexical")
        screening(session, "case3", model=f"test 2{ENCODER}", readers="both")
    assert len(opened(browser, case).xpath(warned)) == 1
    assert not opened(browser, case, "?article=case3").xpath(warned)


def test_the_other_articles_are_links_by_outlet_and_language_with_copies_under_their_original(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    page = opened(browser, case)
    tabs = page.xpath("//nav[@class='tabs']/ul/li")
    assert ["article=case1" in tab.xpath("./a/@href")[0] for tab in tabs] == [True, False, False]
    assert "Voice of Saryarka Қаз" in words(page, "//nav[@class='tabs']")
    assert tabs[0].xpath("./details/ul/li/a/@href") == [f"/drafts/{case}?article=case2"]
    assert not tabs[0].xpath("./details[@open]")
    assert opened(browser, case, "?article=case2").xpath("//nav[@class='tabs']/ul/li/details[@open]")
    for lang, outlet in (("kk", "Дала жаршысы"), ("ru", "Вестник степи")):
        page = opened(site.signed_in(lang=lang), case)
        assert page.get("lang") == lang
        assert outlet in words(page, "//nav[@class='tabs']")
    for other in ("a", "../../etc/passwd"):
        assert TITLE in words(opened(browser, case, f"?article={other}"), "//h2[@id='article-title']"), (
            "none of another draft is shown under this one"
        )


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


def test_the_form_shows_the_proposal_and_the_machines_value_beside_a_changed_one_until_one_starts_again(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    fields = shown(opened(browser, case))
    assert (fields["primary"], sorted(fields["categories"])) == ("ACC", ["", "ACC", "OBS"])
    assert (fields["incident_date"], fields["place"], fields["region"], fields["actor"]) == ("2026-11-23", "Караганда", "KZ-35", "security_guard")
    assert (fields["victim_name"], fields["outlets"]) == (["Ерлан Тастемиров", ""], "Вестник степи")
    with site.writing() as session:
        queue.save_edits(session, case, "Aigul", {"place": "Темиртау"}, NOW)
    page = opened(browser, case)
    (place,), (region,) = (page.xpath(f"//*[@data-field='{name}']") for name in ("place", "region"))
    assert (place.xpath(".//input")[0].get("value"), place.get("data-machine")) == ("Темиртау", "Караганда")
    (line,) = place.xpath(".//*[@data-machine-line]")
    assert (line.get("hidden"), "Караганда" in line.text_content()) == (None, True)
    assert region.xpath(".//*[@data-machine-line]")[0].get("hidden") is not None
    assert shown(opened(site.signed_in("editor"), case))["place"] == "Караганда", "what somebody else typed is not in my form"
    assert browser.submit(f"/drafts/{case}/edits/forget").status_code == 303
    assert shown(opened(browser, case))["place"] == "Караганда"


def test_a_form_says_its_values_in_words_and_what_is_none_as_it_was_typed(site: Site) -> None:
    case = make_case(site)
    with site.reading() as session, use_language("en"):
        draft = session.get_one(DraftRow, case)
        stood = form.current_values(draft)
        told = view.words_of(stood, draft)
        assert (told["incident_date"], told["actor"], told["online"]) == ("Nov 23, 2026", "security guard", "no")
        typed = {**stood, "incident_date": "скоро", "status_date": "вчера", "actor": "zzz"}
        found = view.words_of(typed, draft)
        assert (found["incident_date"], found["status_date"], found["actor"]) == ("скоро", "вчера", "zzz")
        wrong = form.corrections_from(typed, form.proposed_values(draft), draft.proposal, ReferenceDays(NOW.date())).wrong
        assert wrong.keys() >= {"incident_date", "actor", "status"}


def test_whoever_else_the_machine_found_is_offered_as_a_victim(site: Site) -> None:
    with site.writing() as session:
        draft = session.get_one(DraftRow, site.drafts[0])
        people = [("Ерлан Тастемиров", "victim"), ("Асель Жумина", "official"), ("Асель Жумина", "other"), ("", "other")]
        draft.proposal = {**draft.proposal, "persons": [{"name": name, "role": role} for name, role in people]}
        assert form.also_named(draft, form.current_values(draft)) == ["Асель Жумина"]


def test_a_page_that_changed_since_says_so_with_what_went_and_what_came(site: Site) -> None:
    case = make_case(site)
    later(site, "case1", PageChange.EDITED, text=TEXT.replace("вырвал у него из рук телефон", "попросил убрать телефон"))
    later(site, "case3", PageChange.GONE)
    page = opened(site.signed_in(), case)
    assert [words(page, f"//nav[@class='tabs']/ul/li[{nth}]/a//b") for nth in (1, 2)] == ["edited", "taken down"]
    went, came = (words(page, f"//details[@class='later']//{tag}") for tag in ("del", "ins"))
    assert (went[0], "вырвал" in went, "попросил" in came) == ("−", True, True)


def test_the_history_tells_every_decision_and_strikes_what_was_undone(site: Site, snapshot: SnapshotAssertion) -> None:
    draft = site.drafts[0]
    with site.writing() as session:
        review.confirm(session, draft, who="Berik", now=NOW, fields={"place": "Темиртау"})
        review.undo(session, draft, who="Dana", now=NOW)
        review.reject(session, draft, who="Aigul", now=NOW, reason="not_work", note="спор соседей")
    page = opened(site.signed_in(), draft)
    assert [words(one, ".") for one in page.xpath("//ol[contains(@class,'past')]/li")] == snapshot
    assert page.xpath("//li[@class='undone']//s/text()") == ["confirmed"]


def test_to_what_it_perhaps_belongs_stands_on_the_page_with_a_button_that_joins_it_there(site: Site) -> None:
    with site.writing() as session:
        one, other = (add_draft(session, name, title=f"{name} КУРЬЕР", text=f"{name}.") for name in ("Суд", "Поджог"))
    browser = site.signed_in()
    page = opened(browser, other)
    assert page.xpath("//p[@class='perhaps']/a/@href") == [f"/drafts/{one}"]
    (button,) = page.xpath("//button[@data-act='join']")
    assert button.get("value") == f"merge:{one}"
    assert decide(browser, other, button.get("value")).status_code == 303
    assert row(site, other).merged_into == one


def test_a_missing_draft_is_not_found(site: Site) -> None:
    browser, found = site.signed_in(), set()
    for id in ("999", "0", "-1", str(2**31), str(2**70), "1x", "..%2f1"):
        found |= {browser.get(f"/drafts/{id}{part}").status_code for part in ("", "/beside", "/like")}
        found |= {browser.submit(f"/drafts/{id}/{act}", {"do": "confirm"}).status_code for act in ("decision", "undo")}
    assert found == {404}


def test_who_else_looks_at_it_stands_at_the_top(site: Site) -> None:
    browser = site.signed_in()
    assert opened(browser, site.drafts[0]).xpath("//header//*[@data-others]/@hidden")
    with site.writing() as session:
        queue.note_presence(session, site.drafts[0], "Berik", NOW)
    (others,) = opened(browser, site.drafts[0]).xpath("//header//*[@data-others]")
    assert (others.get("hidden"), others.text.split()[0]) == (None, "Berik")


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
    assert len(asked) == few <= 13, "\n".join(asked)


def test_what_the_articles_tell_is_shown_as_the_status_that_a_confirmation_would_add(site: Site) -> None:
    told = [
        {"date": "2026-11-20", "outcome_of": "journalist", "outcome": "convicted", "source": "https://a.example/"},
        {"date": "2026-11-21", "outcome_of": "perpetrator", "outcome": "acquitted", "source": "https://b.example/"},
    ]
    with site.writing() as session:
        draft = session.get_one(DraftRow, site.drafts[0])
        draft.proposal = {**draft.proposal, "categories": [{"code": "ARR", "score": 0.9}], "statuses": told}

    def shown_as() -> str:
        found = re.search("As the articles tell: ([^<;]*)<", site.signed_in().get(f"/drafts/{site.drafts[0]}").text)
        return found[1].partition(",")[0] if found else ""

    assert shown_as() == tr(STATUS_LABELS[StatusCode.JAA])
    with site.writing() as session:
        session.get_one(DraftRow, site.drafts[0]).fields = {"primary": "CRM", "categories": ["CRM"]}
    assert shown_as() == "journalist sentenced"


def test_the_form_is_reached_by_a_link_at_the_top(site: Site) -> None:
    """On a phone it stands far below the article."""
    page = site.signed_in().get(f"/drafts/{site.drafts[0]}").text
    assert page.index('class="button quiet to-form" href="#facts-title"') < page.index('id="facts-title"')


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea></title><svg onload=alert(1)>",
    "{{ 7 * 7 }}",
    "&lt;b&gt;",
]
ACTING = " | ".join(f"//main//{one}" for one in ("script", "img", "*[@onload]", "*[@onerror]", "*[@onmouseover]"))


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_words_are_shown_as_words_wherever_they_stand(site: Site, said: str) -> None:
    with site.writing() as session:
        draft = add_draft(
            session, "bad", title=f"Плохой {said}", text=f"Текст {said} конец", authors=[said], url=f"javascript:{said}", lang="ru",
            screened={"persons": [{"name": said, "role": "victim"}], "outlets": [f"Газета {said}"], "place": said, "reasons": [{"start": 0, "end": 20, "role": "who"}]},
        )  # fmt: skip
        queue.save_edits(session, draft, "Aigul", {"summary_ru": said, "safety_notes": said}, NOW)
    browser = site.signed_in()
    for answer in (browser.get(f"/drafts/{draft}"), decide(browser, draft, "merge:99", note=said)):
        page = parsed(answer.text)
        assert not page.xpath(ACTING)
        assert not page.xpath("//a[starts-with(@href, 'javascript:')]")
        assert words(page, "//div[@class='read']") == f"Текст {said} конец"
        fields = shown(page)
        assert [fields["place"], fields["victim_name"][0], fields["summary_ru"]] == [said] * 3
    decide(browser, draft, title=said)
    assert not opened(browser, draft).xpath(ACTING)


def test_signs_that_turn_letters_round_are_named_and_not_obeyed_and_a_zero_character_is_dropped(site: Site) -> None:
    with site.writing() as session:
        draft = add_draft(session, "turned", title="Повёрнутый \u202eтекст\u202c", text="Начало \u202eнаоборот\u2066 конец")
    page = opened(site.signed_in(), draft)
    assert words(page, "//div[@class='read']") == "Начало [U+202E]наоборот[U+2066] конец"
    assert "\u202e" not in words(page, "//h1") + words(page, "//h2") + words(page, "//title")
    assert decide(site.signed_in(), site.drafts[0], place="Теми\x00ртау", note="за\x00чем").status_code == 303
    assert row(site, site.drafts[0]).fields == {"place": "Темиртау"}


def test_nobody_gets_in_without_a_session_and_nothing_is_decided_without_the_forms_token(site: Site) -> None:
    draft = site.drafts[0]
    for path in (f"/drafts/{draft}", f"/drafts/{draft}/like", "/articles/a/page", "/articles/a/raw", "/articles/a/warc"):
        assert site.browser().get(path).status_code == 303
    for path in ("decision", "undo", "edits/forget"):
        assert site.browser().post(f"/drafts/{draft}/{path}", data={"do": "confirm"}).status_code in (303, 403)
        assert site.signed_in().post(f"/drafts/{draft}/{path}", data={"do": "confirm"}).status_code == 403
    assert row(site, draft).state == "new"


def test_the_same_page_and_decision_on_postgresql(upgraded_postgresql_url: str, tmp_path: Any) -> None:
    site = open_site(upgraded_postgresql_url, tmp_path / "var")
    try:
        case, browser = make_case(site), site.signed_in()
        store(site, "case1", b"<p>stored")
        assert shown(opened(browser, case))["place"] == "Караганда"
        for path, status in ((f"/drafts/{case}/beside", 303), (f"/drafts/{case}/like", 200), ("/articles/case1/page", 200)):
            assert browser.get(path).status_code == status
        answer = decide(browser, case, place="Темиртау")
        assert answer.status_code == 303, answer.text
        assert browser.submit(f"/drafts/{case}/undo").status_code == 303
        assert shown(opened(browser, case))["place"] == "Темиртау"
    finally:
        site.engine.dispose()
