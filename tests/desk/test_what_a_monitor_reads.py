"""What the desk says to a monitor, on every page and in every refusal: no command of a shell, no clock but the local one, dates and places in plain words."""

import re

import pytest

from tests.conftest import NOW
from tests.desk.everything_said import everything_said, fill, read_by_people
from tests.desk.site import Site
from tests.layers import is_full

COMMAND = re.compile(r"`|\bqorgan [a-z]|(?<![\w-])--[a-z]|QORGAN_")
# The one clock of elsewhere: beside the local time stands what the evidence notes, to the second, and says that it is UTC.
AS_NOTED = re.compile(r"\(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\)")
CLOCK_OF_ELSEWHERE = re.compile(rf"\b{NOW:%H:%M}\b|\bUTC\b")
# Two full stops, where a date brought one of its own; a web address that begins like a sentence; a city that is named as its own region.
BADLY_SAID = re.compile(r"\w\.\.(?!\.)|\bHttps?:|\b(\w+), (?:Город \1|\1 қаласы|\1 city)\b")


@pytest.fixture
def whole(site: Site) -> Site:
    fill(site)
    return site


# In the fast layer one language is read, and each address and form in fewer of their ways.
READ = (("ru", True), ("kk", False), ("en", False)) if is_full() else (("ru", True),)


@pytest.mark.parametrize(("lang", "sending"), READ)
def test_no_command_no_other_clock_and_no_clumsy_words_in_a_monitors_sight(whole: Site, lang: str, sending: bool) -> None:
    assert whole.clock().strftime("%H:%M") == "06:00", "local time is another hour"
    said, wrong = 0, []
    for where, words in everything_said(whole, "monitor", lang, sending=sending, full=is_full()):
        said += 1
        found = [one[0] for pattern in (COMMAND, CLOCK_OF_ELSEWHERE, BADLY_SAID) for one in pattern.finditer(AS_NOTED.sub("", words))]
        if found:
            wrong.append((where, found))
    assert said > 150
    assert not wrong, wrong[:10]


def test_an_empty_desk_tells_a_monitor_no_command_and_an_operator_one_set_apart(site: Site) -> None:
    monitor, operator = site.signed_in("monitor"), site.signed_in("operator")
    for way in ("/queue", "/outlets", "/history", "/incidents", "/reports", "/persons", "/calendar", "/persons/review"):
        assert not COMMAND.search(read_by_people(monitor.get(way).text)), way
    for way in ("/outlets", "/history"):
        assert re.search(r'<p class="hint in-shell">[^<]+<code>qorgan \w+</code></p>', operator.get(way).text), way
