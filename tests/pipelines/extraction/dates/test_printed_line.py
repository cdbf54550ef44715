"""The line that an old site prints beside its article."""

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
META_ISO = "2026-11-20T09:30:00+05:00"
DAY_ISO = "2026-11-20"
OLD_LINES = [
    ("Добавлено: 20.11.2026 09:30", META_ISO),
    ("Создано: 20 Ноябрь 2026", DAY_ISO),
    ("Автор: admin от 20-11-2026, 09:30, посмотрело: 345", META_ISO),
    ("Автор: admin | 20-11-2026, 09:30 | Просмотров: 345 | Версия для печати", META_ISO),
    ("admin 20-11-2026, 09:30 Просмотров: 345 Комментариев: 0", META_ISO),
    ("Категория: Новости | Просмотров: 120 | Добавил: admin | Дата: 20.11.2026 | Рейтинг: 0.0/0", DAY_ISO),
    ("Запись опубликована 20.11.2026 автором admin в рубрике Новости", DAY_ISO),
    ("Опубликовано admin в Пт, 20/11/2026 - 09:30", META_ISO),
    ("Опубликовал: admin 20.11.2026", DAY_ISO),
    ("Дата материала 20.11.2026", DAY_ISO),
    ("Время: 09:30 Дата: 20.11.2026", META_ISO),
    ("20 ноября 2026, 09:30 Время чтения: 3 минуты", META_ISO),
    ("20 ноября 2026 2 мин. на чтение", DAY_ISO),
    ("Қосылған уақыты: 20.11.2026 09:30", META_ISO),
    ("Жүктелген күні: 20.11.2026 Қаралды: 345", DAY_ISO),
    ("20 ноября | Автор: Иван Примеров | 345", DAY_ISO),
    ("Общество и власть / 20 ноября / 345", DAY_ISO),
    ("Иван Примеров, 20 ноября", DAY_ISO),
    ("Общество • вчера • 345", "2026-11-23"),
    ("Иван Примеров, вчера", "2026-11-23"),
]


@pytest.mark.parametrize(("line", "iso"), OLD_LINES)
def test_a_line_of_author_section_and_views_tells_its_date(line: str, iso: str) -> None:
    assert published(page(after=f"<p>{line}</p>")) == iso


@pytest.mark.parametrize(
    "line",
    [
        "Постановление от 20 ноября 2026 года № 345",
        "Приказ министра от 20.11.2026 № 12",
        "До 20 ноября 2026 года",
        "Начало: 20.11.2026 09:30",
        "Срок подачи: 20.11.2026",
        "Дата рождения: 20.11.2006",
        "Дата проведения: 20.11.2026",
        "Өткізілетін күні: 20.11.2026",
        "Последний комментарий: 20.11.2026 09:30",
        "По словам Ивана, вчера",
        "Общество | 9 мая | Спорт",
        "https://other.example/2026/11/20/chuzhaya-novost",
    ],
)
def test_a_line_about_an_event_an_act_or_another_page_tells_none(line: str) -> None:
    assert published(page(after=f"<p>{line}</p>")) is None


@pytest.mark.parametrize(
    ("markup", "iso"),
    [
        ("<span>вчера, 18:54</span><span class='icon-eye'>345</span><span>Иван Примеров</span>", "2026-11-23T18:54:00+05:00"),
        ("<span>кеше, 18:54</span><span>345</span><span>Ерлан Мысал</span>", "2026-11-23T18:54:00+05:00"),
        ("<span>20 нояб. 2026</span><span class='views'>120</span><span>Иван Примеров</span>", DAY_ISO),
        ("<span>20.11.2026</span><b>345</b>", DAY_ISO),
        ("<span>20 ноября</span><span class='post-views'>2019</span>", DAY_ISO),
        ("<i class='fa fa-clock-o'></i> 20.11.2026 09:30 <i class='fa fa-eye'></i> 345", META_ISO),
        ("<a href='/o/'>Новости района</a> <span>20.11.2026</span>", DAY_ISO),
        ("Дата<b>20.11.2026</b>", DAY_ISO),
        ("20.11.2026<b>345</b>", DAY_ISO),
        ("<b>20</b>.<b>11</b>.<b>2026</b> 09:30", META_ISO),
        ("<b>2</b><b>часа</b><b>назад</b>", "2026-11-24T08:15:00+05:00"),
        ("<abbr title='2026-11-20T09:30:00+05:00'>4 дня назад</abbr>", META_ISO),
    ],
)
def test_what_a_reader_sees_apart_is_read_apart_though_no_space_stands_between(markup: str, iso: str) -> None:
    assert published(page(after=f"<div class='meta'>{markup}</div>")) == iso
