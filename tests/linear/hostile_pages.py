"""Pages and texts that are built to be slow to read. Each is made in any size, in bytes or so."""

import json
from collections.abc import Callable

_LEAD = "<html><head><title>Журналиста не пустили на сессию маслихата</title></head><body><h1>Журналиста не пустили на сессию маслихата</h1>"
_SENTENCE = "По словам редактора, охрана закрыла двери перед журналистом газеты, хотя заседание было открытым. "


def _page(body: str) -> str:
    return f"{_LEAD}<p>{_SENTENCE * 3}</p>{body}</body></html>"


def _of(unit: str, before: str = "", after: str = "") -> Callable[[int], str]:
    return lambda size: _page(before + unit * (size // len(unit)) + after)


def _nested(tag: str) -> Callable[[int], str]:
    return lambda size: _page(f"<{tag}>" * (size // 10) + "слово" + f"</{tag}>" * (size // 10))


def _json_ld(size: int) -> str:
    block = json.dumps({"@type": "NewsArticle", "headline": "Журналиста не пустили", "datePublished": "2026-11-24"}, ensure_ascii=False)
    return _page(f'<script type="application/ld+json">{block}</script>' * (size // 150))


def _deep_json(size: int) -> str:
    return _page(f'<script type="application/ld+json">{"[" * (size // 2)}{"]" * (size // 2)}</script>')


# Each hides the attributes behind it from whoever takes an attribute for a name with a value.
_CROWDED = {
    "a stray quote": ('<p " ', " "),
    "a stray single quote": ("<p ' ", " "),
    "a stray sign": ("<p = ", " "),
    "a quote within": ('<p a"b ', " "),
    "two signs": ('<p a==" ', " "),
    "a bracket within a name": ("<p<1 ", " "),
    "a bracket": ("<p < ", " "),
    "a comment": ('<!--<p a="--><p ', " "),
    "a script": ('<script>a<b c="</script><p ', " "),
    "a quoted bracket": ('<p a=">" ', " "),
    "slashes": ("<p/", "/"),
    "a form feed": ("<p\f", "\f"),
    "values without blanks": ("<p a='", "'"),
    "quotes as names": ("<p ", '" '),
}


def _crowded(before: str, between: str) -> Callable[[int], str]:
    return lambda size: _page(f"{before}{between.join(f'a{number}' for number in range(size // 8))}>слово</p>")


PAGES: dict[str, Callable[[int], str]] = {
    "blanks": _of(" ", "<p>a", "b</p>"),
    "line breaks": _of("\n", "<p>a", "b</p>"),
    "no-break spaces": _of("\xa0", "<p>a", "b</p>"),
    "tags closed in the wrong order": _of("<b><i>x</b>y</i>"),
    "tags of a table closed in the wrong order": _of("<table><b>x<tr>y</b>"),
    "formatting that is never closed": _of("<b>x"),
    "links within links": _of('<a href="/1">x'),
    "flat spans": _of("<span>x</span>"),
    "nested spans": _nested("span"),
    "nested blocks": _nested("div"),
    "nested lists": _nested("li"),
    "paragraphs": _of("<p>Слово.</p>"),
    "blocks": _of('<div class="item">Слово</div>'),
    "line break tags": _of("<br>", "<p>", "</p>"),
    "one word": _of("а", "<p>", "</p>"),
    "words": _of("слово ", "<p>", "</p>"),
    "sentences": _of(_SENTENCE, "<p>", "</p>"),
    "digits": _of("7", "<p>", "</p>"),
    "dots": _of(".", "<p>", "</p>"),
    "quotes": _of("«", "<p>", "</p>"),
    "straight quotes": _of('"', "<p>", "</p>"),
    "capital letters": _of("А", "<p>", "</p>"),
    "dates": _of("24.11.2026 ", "<p>", "</p>"),
    "dates in blocks": _of("<div>24.11.2026</div>"),
    "nested dates for machines": lambda size: _page('<time datetime="2026-11-24">' * (size // 34) + "24 ноября 2026" + "</time>" * (size // 34)),
    "dates for machines": _of('<time datetime="2026-11-24">24 ноября</time>'),
    "links": _of('<li><a href="/news/1">Охрана закрыла двери перед журналистом</a></li>', "<ul>", "</ul>"),
    "teasers": _of('<div><a href="/news/1">Охрана закрыла двери</a><p>Заседание было открытым.</p></div>'),
    "headings": _of("<h2>Охрана закрыла двери перед журналистом</h2>"),
    "main headings of parts": _of(f"<div><h1>Часть</h1></div><div class='text'><p>{_SENTENCE}</p></div>"),
    "headings of lists that are gone": _of(f"<p>{_SENTENCE}</p><p>{_SENTENCE}</p><h2>Похожие новости</h2>"),
    "names before dates": _of('<span class="name">Айгүл</span><span class="date">24</span>'),
    "attributes": lambda size: _page(f"<p {' '.join(f'a{number}=1' for number in range(size // 8))}>слово</p>"),
    **{f"attributes after {what}": _crowded(before, between) for what, (before, between) in _CROWDED.items()},
    "tags in one tag before a long value": lambda size: _page(f'{"<p " * 190}x="{"a" * size}">'),
    "names in names": _of("<p<a"),
    "open quotes": _of('<p x="a\' '),
    "one long class": lambda size: _page(f'<div class="{"news-" * (size // 5)}">слово</div>'),
    "character references": _of("&amp;", "<p>", "</p>"),
    "meta data": _of('<meta property="article:author" content="Айгүл Примерова">'),
    "JSON-LD": _json_ld,
    "JSON-LD, nested": _deep_json,
    "a script": lambda size: _page(f"<script>window.__DATA__={{{'a:1,' * (size // 4)}</script>"),
    "comments": _of("<!-- x -->"),
    "an open comment": _of("<!--"),
    "open tags": _of("<p"),
    "tables": _of("<tr><td>x</td></tr>", "<table>", "</table>"),
    "rows of nested tables": _nested("table"),
}  # fmt: skip


def _text_of(unit: str) -> Callable[[int], str]:
    return lambda size: unit * (size // len(unit))


TEXTS: dict[str, Callable[[int], str]] = {
    "blanks": _text_of(" "),
    "line breaks": _text_of("а\n"),
    "one word": _text_of("а"),
    "words": _text_of("слово "),
    "sentences": _text_of(_SENTENCE),
    "Kazakh": _text_of("Күзетші газет журналисінің алдынан есікті жауып тастады, деді редактор. "),
    "Latin letters": _text_of("Kúzetshi gazet jýrnalısiniń aldynan esikti jaýyp tastady. "),
    "digits": _text_of("7"),
    "dots": _text_of("."),
    "full stops": _text_of("А. "),
    "quotes": _text_of("«А» "),
    "open quotes": _text_of("«а "),
    "capital letters": _text_of("А"),
    "names": _text_of("Айгүл Примерова и Ерлан Образцов, "),
    "initials": _text_of("А.Б. Примерова "),
    "places": _text_of("в Караганде, Алматы, "),
    "dates": _text_of("24.11.2026 "),
    "roles": _text_of("журналист редактор полицейский избил "),
    "domains": _text_of("azh.kz "),
    "invisible signs": _text_of("а\u200b"),
    "accents": _text_of("а\u0301"),
    "mixed letters": _text_of("aа"),
}  # fmt: skip
