"""What the ledger keeps of users, exports and reports is read in the reader's language, not as it is stored."""

import re

import pytest

from desk.pages.history.office_words import office_subject, office_value
from records.i18n import speaking
from tests.desk.site import PASSWORD, Site

# As it is stored; none of it is a word of Russian or Kazakh.
STORED = re.compile(
    r"\b(user|export|report|monitor|editor|operator|password|changed|set|disabled|token|given|scope|decide|monthly|incidents|category|as_of|csv|md|\d{4}-\d\d-\d\d)\b"
)


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_the_history_of_the_house_is_told_in_the_readers_words(site: Site, lang: str) -> None:
    browser = site.signed_in("operator", lang=lang)
    browser.submit("/people", {"name": "Жан", "role": "monitor"})
    browser.submit("/people/Aigul/password")
    browser.submit("/people/Aigul/role", {"role": "editor"})
    browser.submit("/people/Aigul/disable")
    browser.submit("/account/tokens", {"confirmation": PASSWORD})
    browser.submit("/incidents/export?category=ATT&since=2026-01-01", {"format": "csv"})
    browser.submit("/reports/document", {"kind": "monthly", "format": "md", "lang": "ru"})
    page = browser.get("/history").text
    told = re.findall(r'<li class="act".*?</li>', page, re.DOTALL)
    assert len(told) >= 7
    words = [re.sub(r"<[^>]+>", " ", one) for one in told]
    assert not [found[0] for one in words if (found := STORED.search(one))], words


def test_a_subject_and_a_value_that_nobody_knows_are_shown_as_they_stand() -> None:
    assert office_subject("comet 7") == "comet 7"
    assert office_value("password", "melted") == "melted"
    assert office_value("comet", "x") is None


def test_a_report_is_named_with_its_days_and_a_moment_by_the_local_clock() -> None:
    with speaking("en"):
        assert office_subject("report monthly 2026-01-01 2026-01-31") == "Monthly report, Jan 1, 2026 – Jan 31, 2026"
        assert office_subject("user Aigul") == "User Aigul"
        assert office_value("until", "2027-02-22T06:00:00+00:00") == "Feb 22, 2027, 11:00"
        assert office_value("until", "2027-02-22") == "Feb 22, 2027"
