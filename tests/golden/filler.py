"""A page with its words exchanged for invented ones, so that its make can be kept and nothing of its text is.

Kept are tags, classes, ids, figures, punctuation, every word of which dates are made, and the labels of templates («Читайте также»). Every other word
becomes an invented one of the same letters' alphabet, length and case; the same word always the same one, so that a headline stays the headline.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from itertools import cycle
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.date_grammar import split_date_parts, unify_letters
from pipelines.extraction.markup_names import name_set

_WORD = re.compile(r"[^\W\d_]+")
_KAZAKH = re.compile("[әғқңөұүһі]")
_CYRILLIC = re.compile("[а-яё]")
_KAZAKH_LATIN = re.compile("[äñǧǵğūq]")
# Consonants and vowels of invented words; a word with a letter of Kazakh alone gets such letters.
_LETTERS = {"kk": ("бғдзқлмңпрсті"[:12], "әеөүұыіа"), "ru": ("бвгдзклмнпрст", "аеиоуы"), "latin": ("bdfgklmnprst", "aeiou"),
            "kk-latin": ("bǧdzqlmñprşt", "äeöüūyıa")}  # fmt: skip
_SHORT = 2  # letters of words that are kept: they say nothing by themselves
_LABEL_WORDS = 6  # of a piece of text that may be a label
_LABELS = name_set(
    "автор авторы текст мәтін фото сурет видео читайте также тоже теме ещё оқи отырыңыз оқыңыз тағы осы тақырыпта тақырып поделиться бөлісу бөлісіңіз"
    " комментарии комментарий комментариев пікір пікірлер қалдыру оставить добавить просмотров просмотры прочитано қаралды показов количество теги тегтер"
    " метки рубрика категория айдар похожие ұқсас другие басқа последние соңғы новости жаңалықтар материалы популярное реклама жарнама подписаться"
    " подпишитесь жазылыңыз главная басты бет печать версия для печати назад артқа источник дереккөз редакция cookie by author read also related share"
    " comments tags views photo source admin super user"
)
# Meta elements whose content is of the page's make.
_MADE = frozenset(("og:type", "og:locale", "viewport", "robots", "generator", "twitter:card", "format-detection"))
_KEPT = name_set(
    "id class lang dir rel type role name property itemprop itemtype itemscope itemid datetime pubdate style hidden aria-hidden charset http-equiv colspan rowspan"
    " align valign width height border cellpadding cellspacing bgcolor color size face xmlns prefix media data-type data-post data-record-type"
)
_TOLD = frozenset(("alt", "title", "placeholder", "value", "aria-label", "content", "summary", "data-title", "data-caption"))
_LINKS = frozenset(("href", "src", "action", "cite", "poster", "data-src", "data-lazy-src", "data-original", "data-url", "srcset", "data-srcset"))
_SCRIPTS = ("application/ld+json", "application/json")
_ADDRESS = re.compile(r"(?:https?:)?//\S+|/[^\s<>]*", re.IGNORECASE)
_PLAIN_STEP = re.compile(r"[a-z]{0,12}")
_ENDING = re.compile(r"\.[a-z0-9]{1,5}$")
_CODES = frozenset(("@context", "@type", "inlanguage", "lang", "locale", "type", "_type", "page", "buildid"))
_WORDS_OF_ADDRESSES = frozenset(("slug", "alias", "uri"))


@dataclass(frozen=True)
class Filler:
    """Exchanges words. `name` is the golden page's, by which the words are drawn; `url` the address of the page it is made from."""

    name: str
    url: str

    @property
    def host(self) -> str:
        return f"{self.name}.example"

    def text(self, text: str) -> str:
        """The same text in invented words; labels are kept where the text is short enough to be one."""
        labels = len(text.split()) <= _LABEL_WORDS
        return _WORD.sub(lambda found: found[0] if _is_kept(found[0], labels) else _invented(found[0], self.name), text)

    def address(self, address: str) -> str:
        """The same way on an invented host; single plain words of it stay, since they tell sections from articles."""
        address = address.strip()
        if address.startswith(("#", "javascript:", "data:", "mailto:", "tel:")):
            return "#"
        try:
            own, parts = urlsplit(self.url).hostname, urlsplit(address)
            host = parts.hostname
        except ValueError:
            return "#"
        way = "/".join(map(self._way, parts.path.split("/"))) + ("?" + self._asked(parts.query) if parts.query else "")
        return way if host is None else f"https://{self.host if host == own else 'other.example'}{way}"

    def _way(self, part: str) -> str:
        """One step of a way, with its ending."""
        stem, dot, ending = part.rpartition(".") if _ENDING.search(part) else (part, "", "")
        return (stem if _PLAIN_STEP.fullmatch(stem) else self._slug(stem)) + dot + ending

    def _asked(self, query: str) -> str:
        """A query with its keys as they are."""
        return re.sub(r"(=)([^&;]*)", lambda found: found[1] + self._slug(found[2]), query)

    def _slug(self, text: str) -> str:
        return _WORD.sub(lambda found: _invented(found[0], self.name), unquote(text))

    def data(self, value: Any, key: str = "") -> Any:
        """The same data of a script; kinds, languages, dates and numbers stay, addresses are led elsewhere."""
        key = key.lower()
        if isinstance(value, dict):
            return {name: self.data(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.data(inner, key) for inner in value]
        if not isinstance(value, str) or key in _CODES:
            return value
        if key in _WORDS_OF_ADDRESSES:
            return self._slug(value)
        if _ADDRESS.fullmatch(value):
            return self.address(value)
        # Markup inside the data: its tags stay, without what they say.
        pieces = re.split(r"(<[^<>]*>)", value)
        return "".join(_bare(piece) if piece.startswith("<") else self._marked(piece) for piece in pieces)

    def _marked(self, text: str) -> str:
        return escape(self.text(unescape(text)), quote=False) if "&" in text else self.text(text)

    def fill(self, tree: HtmlElement) -> None:
        """Exchange the words of the page, in place."""
        for element in [*tree.iter()]:
            if not isinstance(element.tag, str) or (element.tag == "script" and not self._fill_script(element)):
                element.drop_tree()
            else:
                self._fill_element(element)

    def _fill_script(self, script: HtmlElement) -> bool:
        """Whether the script holds data that can be kept."""
        if (script.get("type") or "").strip().lower() not in _SCRIPTS:
            return False
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            return False
        script.text = json.dumps(self.data(data), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        return True

    def _fill_element(self, element: HtmlElement) -> None:
        if element.tag == "style":
            element.text = ""
        elif element.tag != "script" and element.text:
            element.text = self.text(element.text)
        if element.tail:
            element.tail = self.text(element.tail)
        for name, value in [*element.attrib.items()]:
            filled = self._attribute(element, str(name), str(value))
            if filled is None:
                del element.attrib[name]
            else:
                element.set(name, filled)

    def _attribute(self, element: HtmlElement, name: str, value: str) -> str | None:
        if name == "content" and element.tag == "meta":
            return self._content(element, value)
        if name in _LINKS:
            return ", ".join(self.address(one.split()[0]) for one in value.split(",") if one.split()) if "srcset" in name else self.address(value)
        if name == "style" and "url(" in value:
            return re.sub(r"url\([^)]*\)", "url()", value)
        if name == "value" and element.tag == "input":
            return None
        return self.text(value) if name in _TOLD else value if name in _KEPT else None

    def _content(self, meta: HtmlElement, value: str) -> str:
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name in _MADE or meta.get("http-equiv"):
            return value
        return self.address(value) if _ADDRESS.fullmatch(value) else self.text(value)


@lru_cache(maxsize=50_000)
def _is_kept(word: str, labels: bool) -> bool:
    """Short words, words of dates, and labels of templates."""
    return len(word) <= _SHORT or (labels and word.lower() in _LABELS) or not {"x", "c"} & set(split_date_parts(unify_letters(word)).shape)


@lru_cache(maxsize=50_000)
def _invented(word: str, name: str) -> str:
    lower = word.lower()
    alphabet = "kk" if _KAZAKH.search(lower) else "ru" if _CYRILLIC.search(lower) else "kk-latin" if _KAZAKH_LATIN.search(lower) else "latin"
    made = "".join(letter for letter, _ in zip(_drawn(f"{name}/{lower}", *_LETTERS[alphabet]), word, strict=False))
    return "".join(letter.upper() if model.isupper() else letter for letter, model in zip(made, word, strict=True))


def _drawn(seed: str, consonants: str, vowels: str) -> Iterator[str]:
    """Letters by turns from both, drawn by the seed."""
    drawn = cycle(hashlib.sha256(seed.encode("utf-8", "ignore")).digest())
    turns = (consonants, vowels) if next(drawn) % 3 else (vowels, consonants)
    for letters in cycle(turns):
        yield letters[next(drawn) % len(letters)]


def _bare(tag: str) -> str:
    return re.sub(r"^(</?[a-zA-Z0-9]+)[^>]*>$", r"\1>", tag)


def serialize(tree: HtmlElement, doctype: str) -> str:
    """The page's text."""
    return str(etree.tostring(tree, method="html", encoding="unicode", doctype=doctype)) + "\n"
