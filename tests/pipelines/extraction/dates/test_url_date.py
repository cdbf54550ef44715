"""The day in an address."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.pipelines.extraction.dates.pages import page, published

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 24, 10, 15, tzinfo=ALMATY)
TITLE = "В Степном районе обсудили ремонт водопровода"
BODY = (
    "Жители посёлка Жаңатал рассказали, что вода в домах появляется только ночью, а днём её приходится возить из соседнего села. "
    "Встреча прошла 12 октября 2026 года в сельском клубе. Подрядчик Иван Примеров пообещал закончить работы к 1 декабря 2026 года, "
    "а до того подвозить воду машинами дважды в день. На прошлой неделе, 17.11.2026 в 09:00, комиссия уже приезжала сюда."
)
URL = "https://gazeta.example/news/remont-vodoprovoda"


@pytest.mark.parametrize(
    ("path", "iso"),
    [
        ("/2026/11/20/remont", "2026-11-20"),
        ("/2026/11/20/", "2026-11-20"),
        ("/2026/11/20-remont", "2026-11-20"),
        ("/2026-11-20-remont", "2026-11-20"),
        ("/news/20261120/remont", "2026-11-20"),
        ("/20261120-remont.html", "2026-11-20"),
        ("/news/20-11-2026/remont", "2026-11-20"),
        ("/news/20.11.2026", "2026-11-20"),
        ("/2026/3/5/remont", "2026-03-05"),
        ("/2026/11/remont", None),
        ("/2026/remont-2026", None),
        ("/news/2026112012", None),
        ("/news/123-45-67", None),
        ("/2026/13/45/x", None),
        ("/1985/11/20/x", None),
        ("/2026/12/20/x", None),  # not yet
    ],
)
def test_the_day_in_an_address_is_taken_where_the_page_is_silent(path: str, iso: str | None) -> None:
    assert published(page(), url=f"https://gazeta.example{path}") == iso
