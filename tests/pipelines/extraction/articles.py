"""An invented article, the pages on which it may stand, and what is read from them."""

from datetime import UTC, datetime, timedelta, timezone

from pipelines.extraction.reader import Extraction, NotAnArticle, extract
from pipelines.items import Css, Hints, PageItem

ZONE = timezone(timedelta(hours=5))
URL = "https://dala-sozi.example/news/2026/11/24/tilshi-sotta"
TITLE = "Редактора «Дала сөзі» не пустили на сессию маслихата"
LEDE = "Охрана здания в Степном районе второй раз за месяц закрыла двери перед редактором газеты, хотя заседание было объявлено открытым."
BODY = (
    "По словам Марата Ескалиева, пропуск ему заказали накануне, но на входе сослались на устное распоряжение руководителя аппарата.",
    "— Мне сказали ждать у турникета, а через час заседание закончилось, — рассказал он и показал письмо с отметкой канцелярии.",
    "В аппарате маслихата произошедшее назвали недоразумением и пообещали провести проверку до конца недели.",
    "Юрист Айнур Досанова напомнила, что закон обязывает пускать прессу на открытые заседания без дополнительных условий.",
)
ASIDE = (
    ("На трассе у села Жанаколь перевернулся грузовик с углём", "Движение по одной полосе восстановили только к вечеру, водитель не пострадал."),
    ("Школьники Степного района выиграли олимпиаду по физике", "Сборная из пяти человек привезла три медали и кубок за общее место."),
    ("Тарифы на тепло пересчитают после жалоб жителей", "Поставщик признал ошибку в расчётах и вернёт разницу до января."),
    ("В парке высадили двести молодых елей", "Саженцы привезли из питомника, ухаживать за ними будут волонтёры."),
)


def page(html: str, *, url: str = URL, kind: str = "text/html; charset=utf-8", status: int = 200, hints: Hints | None = None) -> PageItem:
    body = html.encode() if isinstance(html, str) else html
    return PageItem("kz_dala", url, url, status, (("Content-Type", kind),), body, datetime(2026, 11, 24, 12, 0, tzinfo=UTC), hints or Hints())


def read(html: str, css: Css | None = None, **options: object) -> Extraction:
    found = extract(page(html, **options), zone=ZONE, css=css or Css())  # type: ignore[arg-type]
    assert isinstance(found, Extraction), found
    return found


def refuse(html: str, **options: object) -> NotAnArticle:
    found = extract(page(html, **options), zone=ZONE, css=Css())  # type: ignore[arg-type]
    assert isinstance(found, NotAnArticle), found
    return found


def lines(found: Extraction) -> list[str]:
    return [block.text for block in found.blocks]


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def cards(tag: str = "div") -> str:
    return "".join(f'<{tag}><a href="/news/{n}">{title}</a><p>{lede}</p></{tag}>' for n, (title, lede) in enumerate(ASIDE))


def article(body: str, head: str = "", around: str = "") -> str:
    return (
        f"<html><head><title>{TITLE} | Дала сөзі</title>{head}</head><body><div class='top'><a href='/'>Дала сөзі</a></div>"
        f"<h1>{TITLE}</h1>{body}{around}</body></html>"
    )


SCHEMA = """<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"%s",
"author":[{"@type":"Person","name":"Динара Серикова"},{"@type":"Organization","name":"Дала сөзі"}],"publisher":{"@type":"Organization","name":"Дала сөзі"},
"datePublished":"2026-11-24T10:15:00+05:00","articleBody":"%s"}]}</script>"""
