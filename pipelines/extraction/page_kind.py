"""Recognition of pages that are no articles: bot walls, missing pages, lists, login forms, non-HTML, and pages with hardly any text.

Each test needs two signs at once: words or marks on one side, and hardly any text on the other. So an article about captchas or about a missing page
remains an article.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.blocks import BlockRun, visible_words, words_in
from pipelines.extraction.charset import decode
from pipelines.extraction.page_facts import PageFacts
from pipelines.extraction.tree import parse

# Words. A news brief of the region has 30 to 40; a caption under a video, a stub ("Подробности позже") or a bare lede of a gallery has fewer than
# these.
_LEAST_TEXT, LEAST_WITH_TITLE = 12, 18
_FEW = 120  # words in total on a page that may be a wall, an error page or a form; an error page's furniture alone can exceed it, and is cut first

_WALL_WORDS, _NO_WORDS = 60, 15  # on a page that names itself a check; on a page with only scripts
_LIST_WORDS = 60  # of a section's description
_LEAST_OF_PIECE = 25  # words in one piece among many links; the first teaser of a list, without its headline, has hardly more
_LARGEST_WALL = 150_000  # bytes: challenge pages have 2 to 40 thousand
_WALL_MARKER = re.compile(
    rb"_cf_chl_opt|cf-challenge-running|cf_chl_(?:prog|rt|managed)|id=[\"']challenge-(?:form|running|stage|error)"
    rb"|cf-browser-verification|cf-turnstile|/\.well-known/ddos-guard/"
    rb"|ddos-guard/js-challenge|__qrator|qauth_handle|_Incapsula_Resource|incap_ses|slowAES\.decrypt|toNumbers\(|__variti"
    rb"|stormwall|sucuri_cloudproxy_js|aws-waf-token"
    rb"|captcha-delivery|px-captcha|showcaptcha",
    re.I,
)
# On walls and on ordinary forms.
_CAPTCHA_MARKER = re.compile(rb"smartcaptcha\.yandexcloud|hcaptcha\.com/1/api|recaptcha/api\.js", re.I)
_WALL_TITLE = re.compile(
    r"\s*(?:just a moment|один момент|attention required|please wait|подождите|ddos-guard|checking your browser"
    r"|проверка (?:браузера|вашего браузера|безопасности|подключения)"
    r"|браузер\S* тексер|access denied|доступ (?:ограничен|заблокирован|запрещ[её]н)|security check|are you (?:a robot"
    r"|human)|(?:вы|ой|подтвердите,? что вы) не робот|не робот"
    r"|робот емес\S*|captcha|капча|bot verification|human verification|one more step|verifying you are human|403 forbidden"
    r"|web application firewall|qrator|variti|stormwall|incapsula)",
    re.I,
)
_WALL_TEXT = re.compile(
    r"checking (?:your browser|if the site connection)|needs to review the security of your connection"
    r"|enable javascript and cookies to continue|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|ray id|ddos protection by|проверка браузера перед|ваш браузер проверяется|идет проверка|идёт проверка"
    r"|подтвердите,? что вы (?:не робот|человек)|докажите,? что вы не робот"
    r"|запросы,? (?:поступившие )?с вашего (?:устройства|ip)|включите javascript|браузеріңіз тексеріл|робот емес(?:тігіңізді"
    r"|сіз)|have been blocked|unusual traffic|automated (?:requests|queries)",
    re.I,
)
_GONE = re.compile(
    r"[\W_]*+(?:(?:(?:ошибка|қате|error)\W*+)?(?:404|410)\b"
    r"|(?:страниц\w*|материал|статья|новость|публикация|запись|документ)\s(?:\w+\s){0,2}?(?:не\sнайден|не\sсуществует"
    r"|удал[её]н|недоступ)|(?:такой\s)?страницы\s(?:\w+\s)?(?:не\sсуществует|нет)|ничего\sне\sнайдено"
    r"|(?:бет|парақша|мақала|материал|жаңалық)\s(?:\w+\s)?(?:табылмады|жоқ|жойылған|өшірілген)|ештеңе\sтабылмады|мұндай\sбет\sжоқ"
    r"|(?:page|article|post|content|file)\s(?:\w+\s)?(?:not\sfound|does(?:n.t|\snot)\sexist|(?:is\s)?no\slonger"
    r"|(?:has\sbeen\s|was\s)?(?:removed|deleted))|nothing\s(?:was\s)?found|not\sfound\b|oops\b)",
    re.I | re.X,
)
_LIST_PATH = re.compile(r"/(?:tags?|category|categories|rubric\w*|author|authors|avtor|search|poisk|izdeu|archive|archives|page)(?:/|$)", re.I)
_HOME = re.compile(r"/(?:(?:ru|kk|kz|kaz|rus|en|eng|qaz)/?)?(?:(?:index|home|default|main)(?:\.\w{3,5})?/?)?$", re.I)
# "/almaty/", "/ru/news/politics": only words of a section, with neither a number nor the words of a headline.
_SECTION = re.compile(r"(?:/[^\W\d_]{2,24}(?:[-_][^\W\d_]{2,24})?){1,3}/?")
# A four-digit number that is not a year, four or more words of a headline, or a day followed by a word.
_ONE_ARTICLE = re.compile(
    r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{4,12}(?!\d)|/[^\W_]+(?:[-_][^\W_]+){3,40}(?:\.\w{3,5})?/?$|/(?:19|20)\d\d/\d\d?/\d\d?/[^\W\d_]"
)
_SEARCH_KEYS = frozenset(("s", "q", "query", "search", "searchword", "search_text", "text"))

_REFUSAL = re.compile(r"\s*(?:403|access denied|доступ)", re.I)
_HTML_TYPE = re.compile(r"html|^text/plain|^application/octet-stream|^$|^text/?$|^unknown", re.I)
_MAGIC = (
    b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"Rar!", b"RIFF", b"ID3", b"\x1f\x8b", b"OggS", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0", b"{\\rtf",
    b"\x00\x00\x00\x18ftyp", b"\x00\x00\x00 ftyp", b"BM6", b"wOF",
)  # fmt: skip
# What precedes the first element is skipped once, without backtracking.
_FEED = re.compile(rb"(?>(?:<\?[^>]{0,300}>\s*+|<!--.{0,500}?-->\s*+)){0,4}+<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]", re.I | re.S)
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|div|p|h1|article|table|span|meta|title|br|font|center)\b", re.I)


def too_short(text: str, title: str = "") -> bool:
    """Return whether there is too little text to say what happened. A brief of 30 words is enough."""
    words = words_in(text)
    return words < _LEAST_TEXT or (bool(title) and words + words_in(title) < LEAST_WITH_TITLE)


def unreadable(body: bytes, content_type: str) -> str:
    """Return why the bytes are not a page of text, according to the header or the bytes. "" for possible HTML."""
    head = body[:2048].lstrip()
    if any(head.startswith(magic) for magic in _MAGIC):
        return "not text: " + repr(head[:4])
    kind = content_type.split(";")[0].strip().lower()
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:200].count(0) > 20
    if not wide and _FEED.match(head):
        return "a feed or a map of a site, not a page"
    if head.startswith(b"<?xml") and not wide and b"<html" not in body[:4096].lower():
        return "data, not a page"
    if not wide and len(_BINARY.findall(head)) > len(head) / 50:
        return "binary, not text"
    if wide or _MARKUP.search(body[:65536]):
        return ""
    if not _HTML_TYPE.search(kind):
        return "content type " + kind[:60]
    return "data, not a page" if head[:1] in (b"{", b"[") else ""


def is_bot_wall(body: bytes, status: int, headers: tuple[tuple[str, str], ...] = ()) -> bool:
    """Return whether a response, with any status, is the page of a protection service and not the outlet's own."""
    tree = parse(decode(body, "")) if len(body) <= _LARGEST_WALL else None
    return is_walled(tree, body, status, headers)


def is_walled(tree: HtmlElement | None, body: bytes, status: int, headers: tuple[tuple[str, str], ...]) -> bool:
    """Return whether a parsed page is a bot wall. `tree` is None for a page that has no text or is too large to be one."""
    if any(name.lower() == "cf-mitigated" and "challenge" in value.lower() for name, value in headers):
        return True
    if tree is None or len(body) > _LARGEST_WALL:
        return False
    visible = visible_words(tree, _FEW)
    words = len(visible.split())
    if words > _FEW:
        return False
    title = tree.findtext(".//title") or ""
    marked = bool(_WALL_MARKER.search(body))
    wall_text = bool(_WALL_TEXT.search(visible)) and not _own_heading(tree)
    # A bare "403 Forbidden" is a refusal, not a wall.
    if _REFUSAL.match(title) and not marked:
        return wall_text
    named = wall_text or bool(_WALL_TITLE.match(title))
    empty = words < _NO_WORDS and (marked or bool(_CAPTCHA_MARKER.search(body)) or (status == 200 and b"location.reload" in body))
    return empty or (named and (marked or words < _WALL_WORDS))


def _own_heading(tree: HtmlElement) -> bool:
    """Return whether the main heading is a headline: four or more words, none about a check."""
    headings = [" ".join(heading.text_content().split()) for heading in tree.iter("h1")]
    return any(len(text.split()) >= 4 and not _WALL_TITLE.match(text) and not _WALL_TEXT.search(text) for text in headings)


def is_gone(facts: PageFacts, tree: HtmlElement, prose: int) -> bool:
    """Return whether title or main heading says that the page does not exist, and `prose` does not contradict it.

    `prose` is the number of words outside links and menus. A title that says only this needs no further proof, unless the metadata calls the page an
    article.
    """
    if facts.kind != "article" and len(facts.title.split()) <= 6 and _GONE.match(facts.title):
        return True
    title = tree.findtext(".//title") or ""
    headings = [heading.text_content() for heading in tree.iter("h1", "h2")][:4]
    return prose < _FEW and any(_GONE.match(text) for text in (title, facts.title, *headings))


def asks_password(tree: HtmlElement) -> bool:
    """Return whether a page has a password field."""
    return any(field.get("type", "").lower() == "password" for field in tree.iter("input"))


def is_list(facts: PageFacts, url: str, cards: int, headlines: int, text: str, *, whole: bool = False) -> bool:
    """Return whether a page lists articles and is none itself.

    `cards` is how many teasers of other articles were cut from it, `headlines` how many links of headline length are left on it, `text` the text of
    the supposed article, `whole` whether that is in one piece. The URL and the page's metadata change the limits: "/archives/123" may be an article,
    the front page never is one. A text in one piece, at the URL of one article, has only a menu or a side column around it.
    """
    if facts.kind == "list":
        return True
    address = urlsplit(url)
    home = _HOME.match(address.path or "/") is not None and not address.query
    words, other_links = words_in(text), cards + headlines
    if home:
        return facts.kind != "article" or other_links >= 8
    if facts.kind == "article":
        return False
    listed = (
        _LIST_PATH.search(address.path) is not None
        or _SECTION.fullmatch(address.path) is not None
        or any(key.lower() in _SEARCH_KEYS for key, _ in parse_qsl(address.query))
    )
    few = words < _LIST_WORDS if listed else too_short(text, facts.title)
    if whole and words >= _LEAST_OF_PIECE and not listed and _ONE_ARTICLE.search(address.path):
        return False
    return (other_links >= 4 and few) or (headlines >= 8 and words < 10 * headlines)


def count_headlines(runs: list[BlockRun]) -> int:
    """Return how many links of three words or more make up most of their paragraph."""
    return sum(run.linked >= max(3, 0.6 * run.words) for run in runs)
