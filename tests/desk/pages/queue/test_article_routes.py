"""The pane beside the cards: the article with its marks."""

from tests.desk.draft_case import TITLE, make_case
from tests.desk.site import Site


def test_the_article_of_a_card_comes_with_its_marks_and_the_others_of_the_draft(site: Site) -> None:
    draft, browser = make_case(site), site.signed_in()
    page = browser.get(f"/queue/{draft}/article").text
    assert "<html" not in page
    assert '<mark class="act" title="what was done">вырвал у него из рук телефон</mark>' in page
    assert "Тастемирова" in page
    assert f'href="/queue/{draft}/article?article=case3"' in page
    other = browser.get(f"/queue/{draft}/article?article=case3").text
    assert "Күзетші" in other
    assert TITLE in other, "the others are named by their titles"


def test_a_draft_that_is_not_there_is_404_and_nobody_reads_without_signing_in(site: Site) -> None:
    assert site.signed_in().get("/queue/4040/article").status_code == 404
    assert site.signed_in().get("/queue/99999999999999999999/article").status_code == 404
    assert site.browser().get(f"/queue/{site.drafts[0]}/article").status_code in (303, 401)


def test_addresses_of_decisions_that_are_opened_anew_lead_to_what_stands(site: Site) -> None:
    browser, draft = site.signed_in(), site.drafts[0]
    for address, to in {
        "/queue/decide": "/queue", "/queue/undo": "/queue", f"/drafts/{draft}/decision": f"/drafts/{draft}", f"/drafts/{draft}/undo": f"/drafts/{draft}",
    }.items():  # fmt: skip
        answer = browser.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{to}?reopened=1")
