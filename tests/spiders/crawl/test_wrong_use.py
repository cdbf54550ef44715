"""Wrong use of a command of Scrapy: one line and exit 2; what has no words is left to Scrapy."""

import pytest
from scrapy.exceptions import UsageError

from spiders.crawl.wrong_use import in_one_line


def test_the_words_are_one_line_and_the_exit_code_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, in_one_line():
        raise UsageError("no such outlet")
    assert (ended.value.code, capsys.readouterr().err) == (2, "scrapy: no such outlet\n")


def test_without_words_scrapy_shows_its_help() -> None:
    with pytest.raises(UsageError), in_one_line():
        raise UsageError
