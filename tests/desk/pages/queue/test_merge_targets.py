"""With what somebody means to merge who types a number, a name or a word."""

from records import review
from records.tables import DraftRow
from tests.conftest import NOW
from tests.desk.pages.queue.cards_seen import make, send
from tests.desk.site import Browser, Site


def meant(browser: Browser, typed: str, *ids: int) -> str:
    """What the dialog shows for what was typed."""
    answer = browser.submit("/queue/meant", {"typed": typed, "id": [str(id) for id in ids]})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def named(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('name="into" value="')[1:]]


def test_a_number_that_may_be_a_drafts_and_an_incidents_is_shown_as_both(site: Site) -> None:
    browser = site.signed_in()
    drafts = [make(site, name, f"{name} избита") for name in ("Асель", "Берик", "Вера")]
    with site.writing() as session:
        numbers = [review.confirm(session, draft, who="Berik", now=NOW).incident for draft in drafts[:2]]
    one, two = site.drafts[0], str(numbers[0])
    serial = int(two[-4:])
    found = named(meant(browser, str(serial), drafts[2]))
    assert two in found
    assert named(meant(browser, two.lower(), drafts[2])) == [two] == named(meant(browser, f"2026-{serial}", drafts[2]))
    assert named(meant(browser, f"{serial:04d}", drafts[2]))[0] == two, "with its noughts it is an incident first"
    assert named(meant(browser, f"#{one}", drafts[2])) == [str(one)]
    assert named(meant(browser, str(drafts[0]), drafts[2]))[-1:] == [two] or drafts[0] != serial, "a confirmed draft is its incident"
    assert "Асель избита" in meant(browser, two, drafts[2])


def test_a_name_or_a_word_of_the_title_is_searched_and_what_is_not_found_says_what_may_be_typed(site: Site) -> None:
    browser = site.signed_in()
    waits, gone, mine = (make(site, name, f"{name} Есенжолов избит") for name in ("Асель", "Берик", "Вера"))
    with site.writing() as session:
        number = review.confirm(session, gone, who="Berik", now=NOW).incident
    assert set(named(meant(browser, "Есенжолов", mine))) == {str(waits), number}, "the draft itself is not offered"
    page = meant(browser, "Неизвестный", mine)
    assert "Nothing that takes articles is found by “Неизвестный”. Type the number of a draft or an incident, a name" in page
    assert meant(browser, " ", mine).count("button") == 0
    assert "&lt;b&gt;" in meant(browser, "<b>", mine)


def test_what_is_typed_merges_nothing_and_the_message_names_the_title(site: Site) -> None:
    browser = site.signed_in()
    one, other = make(site, "Асель", "Асель избита"), make(site, "Берик", "Берик избит")
    asked = browser.submit("/queue/decide", {"id": str(one), "action": "merge", "typed": str(other)})
    assert f'value="{other}"' in asked.text
    with site.reading() as session:
        assert session.get_one(DraftRow, one).state == "new"
    said = send(browser, one, action="merge", into=str(other)).json()["said"]
    with site.reading() as session:
        assert said == f"Draft {one} merged with draft {other}: {session.get_one(DraftRow, other).title}"


def test_only_what_shares_a_person_or_place_and_days_is_called_much_alike(site: Site) -> None:
    browser = site.signed_in()
    person = {"persons": [{"name": "Асель Тестова", "role": "victim"}]}
    here = {"place": "Тараз", "region": "KZ-31", "outlets": []}
    one = make(site, "first", "Суд КУРЬЕР", **person, **here)
    other = make(site, "second", "Поджог КУРЬЕР", persons=[], place="Орал", region="KZ-27", outlets=[])
    page = browser.get(f"/queue/offers?id={one}").text
    assert f'value="{other}"' in page
    assert "Little in common" in page
    assert "Much alike" not in page
    same = make(site, "third", "Приговор КУРЬЕР", **{**person, "place": "Орал", "region": "KZ-27"})
    page = browser.get(f"/queue/offers?id={one}").text
    assert page.index("Much alike") < page.index(f'value="{same}"') < page.index("Little in common") < page.index(f'value="{other}"')
    assert "the same person" in page
