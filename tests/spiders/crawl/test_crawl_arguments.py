"""The arguments of a spider: days as people write them, and nothing that would be overlooked."""

from datetime import date

import pytest
from scrapy.exceptions import UsageError

from spiders.crawl.crawl_arguments import crawl_arguments

TODAY = date(2026, 11, 29)


def test_days_may_be_written_as_people_write_them() -> None:
    assert crawl_arguments({"since": "1.6.2021", "until": "2021-06-30"}, TODAY) == {"since": "2021-06-01", "until": "2021-06-30"}
    assert crawl_arguments({"since": "2021-06-01", "until": "2021-06-01"}, TODAY) == {"since": "2021-06-01", "until": "2021-06-01"}
    assert crawl_arguments({}, TODAY) == {}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"since": "soon"}, "soon is no date"),
        ({"since": "2021-06"}, "2021-06 is no day; write YYYY-MM-DD"),
        ({"since": "2021-06-02", "until": "2021-06-01"}, "-a since lies after -a until"),
        ({"untill": "2021-06-02"}, "did you mean until?"),
        ({"run": "x"}, "known are since, until"),
    ],
)
def test_what_is_wrong_is_said(given: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError) as said:
        crawl_arguments(given, TODAY)
    assert told in str(said.value)
