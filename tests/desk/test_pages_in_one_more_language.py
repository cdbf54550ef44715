"""In a language that was added to the list, each page of the desk says everything in that language and shows nothing else but data."""

from pprint import pformat
from typing import Any

from lxml import html

from records import review
from records.vocabulary import RejectReason
from tests.conftest import NOW
from tests.desk.site import Site
from tests.pseudo_language import forgotten

# Names of people, of languages and of forms of files; what the ledger holds of users, which the history shows as it is stored;
# what a browser calls itself.
DATA = frozenset({"Aigul", "Berik", "Dana", "English", "Eng", "Qorgan", "Esc", "Word", "Markdown", "JSONL", "KZ", "ru"}) | frozenset(
    {"user", "monitor", "editor", "operator", "password", "set", "test", "testclient"}
)
PAGES = (
    "/queue", "/queue?state=rejected&told=1", "/drafts/1", "/drafts/2", "/incidents", "/incidents/new", "/incidents/KZ-2026-0001",
    "/incidents/KZ-2026-0001?edit=1", "/outlets", "/calendar", "/persons", "/persons/1", "/persons/1?edit=1", "/persons/review", "/reports", "/history", "/account", "/account/factors", "/people", "/nowhere",
)  # fmt: skip


def read_by_people(page: str) -> list[str]:
    """Every text of a page that a person sees or hears."""
    body: Any = html.fromstring(page)
    for hidden in body.xpath("//script|//style|//code|//kbd"):
        hidden.drop_tree()
    # The English title and summary of an incident are English whoever reads, and say so.
    for text in body.xpath("//*[contains(@class, 'text-columns')]//*[(self::p or self::q or self::textarea) and @lang='en']"):
        text.drop_tree()
    # A picture breaks its words over lines.
    for picture in body.xpath("//*[local-name()='svg']"):
        picture.text, picture[:] = "".join(picture.itertext()), []
    return [" ".join(str(text).split()) for text in body.xpath("//text()|//@title|//@aria-label|//@placeholder|//@alt") if str(text).strip()]


def test_every_page_of_the_desk_is_said_in_a_language_that_was_added(site: Site, one_more_language: str) -> None:
    with site.writing() as session:
        review.confirm(session, site.drafts[0], who="Berik", now=NOW, fields={"place": "Теміртау"})
        review.reject(session, site.drafts[1], who="Berik", now=NOW, reason=RejectReason.OLD)
    browser = site.signed_in("operator", lang=one_more_language)
    wrong = {}
    for address in PAGES:
        answer = browser.get(address)
        found = {text: words for text in read_by_people(answer.text) if (words := forgotten(text, DATA))}
        if found or "⟦" not in answer.text:
            wrong[address, answer.status_code] = found
    assert wrong == {}, pformat(wrong)
