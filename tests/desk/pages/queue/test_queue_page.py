"""The queue: cards, filters, decisions by form and by script, undo, who looks at what, second opinions, what is typed and kept."""

import html
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from records import review
from records.review import drafts_queue, edits, second_opinions
from records.tables import ArticleRow, DraftRow, LedgerRow, OutletRow
from records.vocabulary import ENCODER
from tests.conftest import NOW
from tests.desk.numbered_drafts import chosen_one, renumber
from tests.desk.site import Browser, Site, add_draft, open_site
from tests.records.rows import screening

JSON = {"Accept": "application/json"}
TODAY = date(2026, 11, 24)


def shown(browser: Browser, address: str = "/queue") -> list[int]:
    """The drafts on a page of the queue, in order."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    return [int(found) for found in re.findall(r'<article[^>]* data-id="(\d+)"', answer.text)]


def card(browser: Browser, draft: int, address: str = "/queue") -> str:
    """What a card says, as text."""
    found = re.search(rf'<article[^>]* data-id="{draft}".*?</article>', browser.get(address).text, re.DOTALL)
    assert found, f"no card of {draft}"
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def waiting(browser: Browser) -> int:
    """How many drafts the queue says there are."""
    found = re.search(r'data-waiting="(\d+)"', browser.get("/queue").text)
    assert found
    return int(found[1])


def type_in(browser: Browser, draft: int, **fields: str | list[str]) -> Any:
    """As autosave does it."""
    return browser.post(f"/drafts/{draft}/edits", json={"fields": fields}, headers={"X-CSRF-Token": browser.csrf()})


def decide(browser: Browser, *ids: int, **fields: str) -> Any:
    """As the script does it; one alone is confirmed twice, should it ask."""
    fields = {"sure": "1", **fields} if len(ids) == 1 else fields
    return browser.post("/queue/decide", data={"id": list(ids), **fields}, headers={**JSON, "X-CSRF-Token": browser.csrf()})


def state(site: Site, draft: int) -> str:
    with site.reading() as session:
        return str(session.get_one(DraftRow, draft).state)


def make_draft(site: Site, identifier: str, number: int | None = None, **values: Any) -> int:
    """A further draft; with an id of one's own."""
    with site.writing() as session:
        made = add_draft(session, identifier, **values)
        return made if number is None else renumber(session, made, identifier, number)


def test_the_likeliest_card_comes_first_and_the_newest_when_asked(site: Site) -> None:
    browser, (first, second, third) = site.signed_in(), site.drafts
    site.clock.pass_by(hours=1)
    newest = make_draft(site, "d", title="Жаңа оқиға", text="Бір.", now=site.clock.now, screened={"score": 0.2})
    assert shown(browser) == [third, first, second, newest]
    assert shown(browser, "/queue?order=newest")[0] == newest


def test_a_card_says_what_a_person_decides_by(site: Site) -> None:
    with site.writing() as session:
        session.add(OutletRow(name="kz_test", title={"en": "The Test", "ru": "Тест"}, home="h", country="KZ", languages=[], listed_on=TODAY))
        draft = session.get_one(DraftRow, site.drafts[0])
        reasons = [{"role": "who", "start": 21, "end": 40}, {"role": "act", "start": 41, "end": 47}]
        draft.proposal = {**draft.proposal, "reasons": reasons, "resembles": site.drafts[1]}
    said = card(site.signed_in(), site.drafts[0])
    for words in ("Сериков избит у дома", "very likely (90 %)", "attack", "Karaganda, Karaganda region", "Nov 22, 2026", "The Test"):
        assert words in said
    assert f"rejected before: draft {site.drafts[1]}" in said
    page = site.signed_in().get("/queue").text
    assert '<mark class="who">Журналиста Серикова</mark>' in page
    assert '<mark class="act">избили</mark>' in page


def test_a_card_says_first_what_happened_as_the_machine_proposes_it_and_of_what_it_is_unsure(site: Site) -> None:
    sentence = "Журналиста Серикова избили у дома."
    with site.writing() as session:
        draft = session.get_one(DraftRow, site.drafts[0])
        passages = [{"start": 21, "end": 55, "text": sentence}, {"start": 56, "end": 76, "text": "Он подал заявление."}]
        reasons = [{"role": "who", "start": 21, "end": 40}, {"role": "act", "start": 41, "end": 47}]
        draft.proposal = {**draft.proposal, "reasons": reasons, "proposed_summary": passages, "unsure": ["label", "place", "actor"]}
        draft.fields = {"place": "Орал"}
    said = card(site.signed_in(), site.drafts[0])
    assert f"What happened, as the machine proposes it: {sentence} Он подал заявление. proposed by the machine" in said
    assert said.count(sentence) == 1, "the sentence with the reason is of the summary and is not told twice"
    assert "The machine is unsure: kind of news" in said
    assert "Who did it unknown unsure" in said
    assert "Place Oral, Karaganda region, Kazakhstan corrected" in said, "what a person has corrected is not the machine's to doubt"
    page = site.signed_in().get("/queue").text
    assert '<mark class="act">избили</mark> у дома. Он подал заявление.</q>' in page
    assert page.count("proposed by the machine") == page.count("The machine is unsure") == page.count('class="maybe"') == 1


def test_a_card_shows_the_summary_that_the_record_will_show_this_reader_and_from_where(site: Site) -> None:
    with site.writing() as session:
        add_draft(
            session,
            "kk",
            title="Сериков соққыға жығылды",
            lang="kk",
            outlet="kz_one",
            screened={"summary": [{"start": 0, "end": 9, "text": "Тілші соққыға жығылды."}]},
        )
        draft = session.get_one(DraftRow, site.drafts[0])
        draft.proposal = {**draft.proposal, "proposed_summary": [{"start": 0, "end": 9, "text": "Журналиста избили."}]}
        outlet = session.get_one(ArticleRow, draft.proposal["told_by"]).outlet
    browser = site.signed_in()
    browser.get("/queue")
    for lang, words, source in (("kk", "Тілші соққыға жығылды.", "kz_one"), ("ru", "Журналиста избили.", outlet)):
        browser.cookies.set("lang", lang)
        page = browser.get("/queue").text
        assert f'<q lang="{lang}">{words}</q>' in page
        assert ("Журналиста избили." in page) is (lang == "ru")
        assert f"{source}</span>" in page, "of several articles it says which"


def test_that_articles_were_read_by_one_judge_is_told_where_the_model_has_two(site: Site) -> None:
    words = "read by the word lists alone"
    assert words not in site.signed_in().get("/queue").text, "the model of these screenings has no encoder"
    for model, readers in ((f"test 2{ENCODER}", "lexical"), (f"test 2{ENCODER}", "both")):
        with site.writing() as session:
            screening(session, "a" if readers == "lexical" else "b", model=model, readers=readers)
        browser = site.signed_in()
        assert "1 of the last" in browser.get("/queue").text
        assert words in browser.get("/outlets").text


def test_copies_are_folded_into_a_figure(site: Site) -> None:
    with site.writing() as session:
        for number, outlet in enumerate(("kz_one", "kz_two")):
            add_draft(session, f"more{number}", title="Сериков ещё раз", outlet=outlet, copy_of="a" if number else None)
    assert "3 outlets, 1 reprint" in card(site.signed_in(), site.drafts[0])


def test_a_follow_up_names_its_incident_or_that_the_record_lacks_it_and_a_sample_that_it_is_one(site: Site) -> None:
    with site.writing() as session:
        number = review.confirm(session, site.drafts[0], who="Berik", now=NOW).incident
        for draft in site.drafts[1:]:
            session.get_one(DraftRow, draft).label = "followup"
        session.get_one(DraftRow, site.drafts[1]).follows = number
    sample = make_draft(site, "s", title="Проба", text="Текст")
    with site.writing() as session:
        session.get_one(DraftRow, sample).sample = True
    browser = site.signed_in()
    assert f"follows {number}" in card(browser, site.drafts[1])
    assert "news of an incident that the record lacks" in card(browser, site.drafts[2])
    assert "new incident" not in card(browser, site.drafts[2]), "it cannot be both"
    assert "spot check" in card(browser, sample)
    kinds = {kind: shown(browser, f"/queue?kind={kind}") for kind in ("followup", "unrecorded", "sample", "incident")}
    assert kinds == {"followup": [site.drafts[1]], "unrecorded": [site.drafts[2]], "sample": [sample], "incident": []}


@pytest.mark.parametrize(
    ("query", "found"),
    [("category=SUM", [1]), ("region=KZ-59", [1]), ("lang=kk", [1]), ("outlet=kz_other", [1]), ("score=80", [2, 0]), ("q=ахметова", [1]),
     ("q=ахметова+сериков", []), ("since=2026-11-24", [2, 0, 1]), ("until=2026-11-23", []), ("state=rejected", []), ("score=90&lang=ru", [2, 0]),
     ("category=XXX&state=nothing&score=-1&since=never&lang=zz&region=1&kind=k", [2, 0, 1])],
)  # fmt: skip
def test_the_address_narrows_the_queue_and_the_form_keeps_what_it_says(site: Site, query: str, found: list[int]) -> None:
    browser = site.signed_in()
    assert shown(browser, f"/queue?{query}") == [site.drafts[number] for number in found]
    page = browser.get("/queue?lang=kk&q=ахметова&score=70&state=new").text
    assert '<option value="kk" selected>' in page
    assert 'value="ахметова"' in page
    assert '<option value="70" selected>' in page
    assert '<input type="hidden" name="state" value="new">' in page


def test_pages_go_on_by_key_without_losing_or_repeating_a_card(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts_queue.page, "__kwdefaults__", {**(drafts_queue.page.__kwdefaults__ or {}), "limit": 2})
    browser = site.signed_in()
    more = re.search(r'data-more="([^"]+)"', browser.get("/queue").text)
    assert more
    further = html.unescape(more[1])
    assert shown(browser) + shown(browser, further) == [site.drafts[2], site.drafts[0], site.drafts[1]]
    part = browser.get(f"{further}&part=cards").text
    assert "<html" not in part
    assert 'data-more=""' in part


def test_counts_follow_every_decision(site: Site) -> None:
    browser = site.signed_in()
    assert waiting(browser) == 3
    decide(browser, site.drafts[0], action="confirm")
    assert waiting(browser) == 2
    make_draft(site, "d", title="Жаңа оқиға", text="Бір.")
    assert waiting(browser) == 3
    browser.submit("/queue/undo", {"id": str(site.drafts[0])})
    assert waiting(browser) == 4


def test_a_button_of_a_card_decides_without_scripts_and_the_page_that_follows_offers_undo(site: Site) -> None:
    browser, draft = site.signed_in(), site.drafts[0]
    answer = browser.submit("/queue/decide", {"one": f"confirm:{draft}", "sure": "1", "id": str(site.drafts[1]), "next": "/queue?lang=ru"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/queue?lang=ru&told={draft}")
    assert f"Draft {draft} confirmed as KZ-2026-0001" in browser.get(answer.headers["location"]).text
    assert state(site, site.drafts[1]) == "new"
    assert browser.submit("/queue/undo", {"id": str(draft)}).status_code == 303
    assert state(site, draft) == "new"


def test_a_card_says_to_what_it_perhaps_belongs_and_its_button_joins_it_there(site: Site) -> None:
    one, other = (make_draft(site, name, title=f"{name} КУРЬЕР", text=f"{name}.") for name in ("Суд", "Поджог"))
    with site.writing() as session:
        number = review.confirm(session, one, who="Berik", now=NOW).incident
    browser = site.signed_in()
    assert f"perhaps belongs to {number} — Суд КУРЬЕР (the same outlet, texts much alike)" in card(browser, other)
    answer = browser.submit("/queue/decide", {"one": f"merge:{other}:{number}"})
    assert (answer.status_code, state(site, other)) == (303, "merged")
    assert browser.submit("/queue/undo", {"id": str(other)}).status_code == 303
    assert state(site, other) == "new"
    # Whoever took it back has told the two apart.
    assert "perhaps belongs to" not in card(browser, other)


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_a_card_says_in_every_language_to_what_it_perhaps_belongs(site: Site, lang: str) -> None:
    one, other = (make_draft(site, name, title=f"{name} КУРЬЕР", text=f"{name}.") for name in ("Суд", "Поджог"))
    words = {"kk": f"мүмкін, сол оқиға: {one}-қаралама", "ru": f"возможно, то же событие: черновик {one}"}
    assert words[lang] in card(site.signed_in(lang=lang), other)


@pytest.mark.parametrize(
    ("action", "fields", "becomes"),
    [("reject", {"reason": "opinion"}, "rejected"), ("defer", {"until": "week"}, "deferred"), ("merge", {"into": "2"}, "merged")],
)
def test_a_decision_that_needs_more_is_asked_for_on_a_page_of_its_own(site: Site, action: str, fields: dict[str, str], becomes: str) -> None:
    browser, draft = site.signed_in(), site.drafts[0]
    asked = browser.submit("/queue/decide", {"one": f"{action}:{draft}"})
    assert asked.status_code == 200
    assert f'name="id" value="{draft}"' in asked.text
    assert state(site, draft) == "new"
    assert browser.submit("/queue/decide", {"action": action, "id": str(draft), **fields}).status_code == 303
    assert state(site, draft) == becomes


def test_all_that_is_selected_is_decided_each_with_a_row_of_its_own_and_what_cannot_be_is_told(site: Site) -> None:
    browser, (one, two, three) = site.signed_in(), site.drafts
    with site.writing() as session:
        review.reject(session, two, who="Berik", now=NOW, reason="opinion")
    answer = decide(browser, one, two, three, action="reject", reason="not_press").json()
    assert answer["said"] == "2 drafts rejected"
    assert [done["id"] for done in answer["done"]] == [one, three]
    assert [(failed["id"], failed["status"]) for failed in answer["failed"]] == [(two, 409)]
    assert "by Berik" in answer["failed"][0]["words"]
    with site.reading() as session:
        rows = session.scalars(select(LedgerRow.subject).where(LedgerRow.who == "Aigul")).all()
    assert rows == [f"draft {one}", f"draft {three}"]
    page = browser.submit("/queue/decide", {"action": "confirm", "id": [str(one), str(two)]})
    assert page.status_code == 200
    assert f'href="/drafts/{one}"' in page.text


def test_a_batch_is_undone_whole_even_where_one_was_merged_into_another(site: Site) -> None:
    browser, (one, two, _) = site.signed_in(), site.drafts
    with site.writing() as session:
        review.merge(session, one, into=two, who="Aigul", now=NOW)
    decide(browser, two, action="confirm")
    assert browser.submit("/queue/undo", {"id": [str(one), str(two)]}).status_code == 303
    assert {state(site, one), state(site, two)} == {"new"}


def test_a_draft_that_somebody_else_decided_answers_409_with_what_stands(site: Site) -> None:
    first, second, draft = site.signed_in(), site.signed_in("editor"), site.drafts[0]
    assert decide(first, draft, action="confirm").status_code == 200
    answer = decide(second, draft, action="reject", reason="opinion")
    assert answer.status_code == 409
    assert "confirmed by Aigul" in answer.json()["failed"][0]["words"]
    assert second.submit("/queue/decide", {"one": f"confirm:{draft}"}).status_code == 409
    assert state(site, draft) == "confirmed"


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"action": "reject", "reason": "because"}, 422), ({"action": "reject", "reason": "other"}, 422), ({"action": "defer", "until": "yesterday"}, 422),
     ({"action": "defer", "until": "2020-01-01"}, 422), ({"action": "merge", "into": "KZ-2020-0001"}, 404), ({"action": "merge", "into": "9" * 30}, 404),
     ({"action": "merge", "into": "1"}, 422), ({"action": "destroy"}, 422)],
)  # fmt: skip
def test_what_cannot_be_decided_so_says_why_and_changes_nothing(site: Site, fields: dict[str, str], status: int) -> None:
    browser, draft = site.signed_in(), site.drafts[0]
    assert decide(browser, draft, **fields).status_code == status
    assert state(site, draft) == "new"


def test_a_decision_needs_the_token_of_the_form(site: Site) -> None:
    assert site.signed_in().post("/queue/decide", data={"one": f"confirm:{site.drafts[0]}"}).status_code == 403
    assert state(site, site.drafts[0]) == "new"


def test_what_is_deferred_comes_back_on_its_day_and_says_until_when_it_was(site: Site) -> None:
    browser, draft = site.signed_in(), site.drafts[0]
    decide(browser, draft, action="defer", until="tomorrow")
    assert draft not in shown(browser)
    assert "Deferred until Nov 25, 2026" in card(browser, draft, "/queue?state=deferred")
    site.clock.pass_by(days=1)
    assert draft in shown(site.signed_in())


def test_merging_offers_what_shares_most(site: Site) -> None:
    with site.writing() as session:
        review.confirm(session, site.drafts[0], who="Berik", now=NOW)
        other = session.get_one(DraftRow, add_draft(session, "n", title="Сериков подал в суд", text="Т"))
        other.follows = None
    offers = site.signed_in().get(f"/queue/offers?id={other.id}").text
    assert re.findall(r'name="into" value="([^"]+)"', offers) == ["KZ-2026-0001"]
    assert "Сериков избит у дома" in offers


def test_what_came_from_the_web_is_text(site: Site) -> None:
    make_draft(site, "evil", title='<script>alert(1)</script>"><img src=x>', text="x")
    page = site.signed_in().get("/queue").text
    assert "<script>alert" not in page
    assert "<img src=x>" not in page


def test_an_empty_queue_says_what_to_do_next(tmp_path: Path) -> None:
    site = open_site(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path / "var")
    browser = site.signed_in()
    assert "Nothing has come in yet" in browser.get("/queue").text
    assert "qorgan run" not in browser.get("/queue").text, "nobody at the desk has a shell"
    draft = make_draft(site, "a", title="Оқиға", text="т")
    assert "Clear the filters" in browser.get("/queue?q=nothing").text
    decide(browser, draft, action="defer", until="week")
    assert "Look at what is deferred" in browser.get("/queue").text
    site.engine.dispose()


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_every_page_of_the_queue_opens_in_each_language(site: Site, lang: str) -> None:
    browser = site.signed_in(lang=lang)
    decide(browser, site.drafts[0], action="confirm")
    decide(browser, site.drafts[1], action="reject", reason="opinion")
    for address in ("/queue", "/queue?state=confirmed", "/queue?state=rejected", "/queue?kind=second", f"/queue?told={site.drafts[0]}"):
        assert f'<html lang="{lang}">' in browser.get(address).text


def look(browser: Browser, here: int | None, **shown_as: str) -> Any:
    body = {"here": here, "shown": {id.removeprefix("d"): state for id, state in shown_as.items()}}
    return browser.post("/presence", json=body, headers={"X-CSRF-Token": browser.csrf()}).json()


def test_two_people_on_one_draft_see_each_other_until_one_goes(site: Site) -> None:
    aigul, berik, draft = site.signed_in(), site.signed_in("editor"), site.drafts[0]
    assert look(aigul, draft, d1="new")["others"] == {}
    assert look(berik, draft, d1="new")["others"] == {"1": "Aigul is looking at it"}
    assert look(aigul, draft, d1="new")["others"] == {"1": "Berik is looking at it"}
    look(berik, site.drafts[1])
    assert look(aigul, draft, d1="new")["others"] == {}
    look(berik, draft)
    site.clock.pass_by(seconds=44)
    assert look(aigul, None, d1="new")["others"] == {"1": "Berik is looking at it"}
    site.clock.pass_by(seconds=2)
    assert look(aigul, None, d1="new")["others"] == {}


def test_a_page_hears_what_was_decided_meanwhile(site: Site) -> None:
    aigul, berik, draft = site.signed_in(), site.signed_in("editor"), site.drafts[0]
    assert look(aigul, None, d1="new", d2="new")["decided"] == {}
    decide(berik, draft, action="confirm")
    assert look(aigul, None, d1="new", d2="new")["decided"] == {"1": "confirmed by Berik as KZ-2026-0001"}
    berik.submit("/queue/undo", {"id": str(draft)})
    assert look(aigul, None, d1="confirmed")["waits"] == [1]


def test_looking_at_no_draft_at_all_harms_nothing(site: Site) -> None:
    assert look(site.signed_in(), 4040, d4040="new") == {"others": {}, "decided": {}, "waits": [], "counts": None}


def test_a_second_opinion_is_asked_of_anybody_but_the_first_and_hides_the_decision(site: Site) -> None:
    aigul, berik = site.signed_in(), site.signed_in("editor")
    draft = make_draft(site, "z", chosen_one(10), title="Зейнов задержан", text="т")
    decide(aigul, draft, action="confirm")
    assert shown(aigul, "/queue?kind=second") == []
    assert shown(berik, "/queue?kind=second") == [draft]
    said = card(berik, draft, "/queue?kind=second")
    assert "KZ-2026" not in said
    assert "confirmed" not in said
    with site.reading() as session:
        assert second_opinions.blind(session, draft, "Berik")
        assert not second_opinions.blind(session, draft, "Aigul")
    answer = decide(berik, draft, action="reject", reason="opinion", second="1")
    assert answer.status_code == 200, answer.text
    assert shown(berik, "/queue?kind=second") == []
    assert state(site, draft) == "confirmed"
    with site.reading() as session:
        row = session.scalars(select(LedgerRow).where(LedgerRow.action == "second")).one()
        assert (row.who, row.subject, row.after["agreed"]) == ("Berik", f"second {draft}", False)
        assert [(one.draft_id, one.first_by, one.first_action, one.second_action) for one in second_opinions.disagreements(session)] == [
            (draft, "Aigul", "confirm", "reject")
        ]


def test_undo_takes_back_the_decision_and_not_the_second_opinion(site: Site) -> None:
    aigul, berik = site.signed_in(), site.signed_in("editor")
    draft = make_draft(site, "z", chosen_one(10), title="Зейнов задержан", text="т")
    decide(aigul, draft, action="confirm")
    decide(berik, draft, action="confirm", second="1")
    aigul.submit("/queue/undo", {"id": str(draft)})
    assert state(site, draft) == "new"


def test_who_is_to_judge_blind_hears_of_the_decision_only_that_there_is_one(site: Site) -> None:
    aigul, berik = site.signed_in(), site.signed_in("editor")
    draft = make_draft(site, "z", chosen_one(10), title="Зейнов задержан", text="т")
    decide(aigul, draft, action="confirm")
    assert look(berik, None, **{f"d{draft}": "new"})["decided"] == {str(draft): "decided by Aigul"}


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
        assert second_opinions.waiting(session, "Berik") == 1
    browser.submit("/queue/undo", {"id": str(other)})
    with site.reading() as session:
        assert second_opinions.waiting(session, "Berik") == 0


def test_what_is_typed_is_kept_for_each_person_and_later_words_join_it(site: Site) -> None:
    aigul, draft = site.signed_in(), site.drafts[0]
    assert type_in(aigul, draft, title="Бірінші").json()["said"] == "saved 11:00"
    type_in(aigul, draft, place="Алматы", categories=["ATT", "THR"])
    with site.writing() as session:
        assert edits.saved(session, draft, "Aigul") == {"title": "Бірінші", "place": "Алматы", "categories": ["ATT", "THR"]}
        assert edits.saved(session, draft, "Berik") == {}
        edits.forget(session, draft, "Aigul")
        assert edits.saved(session, draft, "Aigul") == {}


def test_what_cannot_be_kept_is_refused(site: Site) -> None:
    browser = site.signed_in()
    assert type_in(browser, 4040, a="b").status_code == 404
    assert type_in(browser, site.drafts[0], a="b" * 200_000).status_code == 422
    assert browser.post(f"/drafts/{site.drafts[0]}/edits", json={"fields": {"a": "b"}}).status_code == 403
