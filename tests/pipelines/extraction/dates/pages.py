"""Pages with dates on them, and what is read from them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from lxml import html

from pipelines.extraction.date_grammar import to_iso
from pipelines.extraction.dates import find_published

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 24, 10, 15, tzinfo=ALMATY)
TITLE = "В Степном районе обсудили ремонт водопровода"
BODY = (
    "Жители посёлка Жаңатал рассказали, что вода в домах появляется только ночью, а днём её приходится возить из соседнего села. "
    "Встреча прошла 12 октября 2026 года в сельском клубе. Подрядчик Иван Примеров пообещал закончить работы к 1 декабря 2026 года, "
    "а до того подвозить воду машинами дважды в день. На прошлой неделе, 17.11.2026 в 09:00, комиссия уже приезжала сюда."
)
URL = "https://gazeta.example/news/remont-vodoprovoda"


def page(head: str = "", before: str = "", after: str = "", end: str = "", top: str = "", bottom: str = "") -> str:
    """A page of an invented outlet: `top` and `bottom` of the site, `before` and `after` the headline, `end` of the article."""
    return (
        f"<html><head><title>{TITLE} | Газета</title>{head}</head><body>{top}<div class='content'><article>{before}<h1>{TITLE}</h1>{after}"
        f"<p>{BODY}</p><p>{BODY}</p>{end}</article></div>{bottom}</body></html>"
    )


def published(source: str, url: str = URL, hint: str = "", css: str | None = None, now: datetime = NOW) -> str | None:
    return to_iso(find_published(html.fromstring(source), url, now=now, zone=ALMATY, hint=hint, css=css))
