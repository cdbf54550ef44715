"""Whether a page shows only the beginning of its article: behind a pay wall, or behind a registration.

Three signs are asked: schema.org (isAccessibleForFree with hasPart), elements named after pay walls, and words that ask to pay or to sign in for reading on.
None counts where the text is there: many outlets mark whole articles as paid, and hide the walls that their scripts show.
"""

import re
from dataclasses import dataclass

from cssselect import SelectorError
from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.dates.xpath import elements
from pipelines.extraction.page_facts import Facts
from pipelines.extraction.tree import count_words
from pipelines.extraction.visible_lines import is_shown, short_lines
from pipelines.extraction.word_count import words_in

# Words of a text that may end where a page asks to pay, while a longer one is whole, though it be marked as paid; and of a locked part that is shown.
SHORT, _PART = 200, 20
_LONGEST_ASK = 300  # letters
_SELECTORS = 4  # of locked parts that are looked for
_MOST_WORDS = 1_000  # counted in one part
_WALLS = etree.XPath(
    "/descendant::*[contains(@class, 'wall') or contains(@id, 'wall') or contains(@class, 'gate') or contains(@class, 'premium') or contains(@class, 'subscri')]"
)
_NAME = re.compile(
    r"(?:^|[\s_-])(?:pay-?_?wall|reg(?:istration)?-?_?wall|sub(?:scri\w{1,8})?-?_?wall|login-?_?wall|wall-?_?(?:message|text)|pay-?_?gate|premium-?_?(?:lock|message|wall)"
    r"|subscri\w{1,8}-?_?(?:required|only|lock))(?:$|[\s_-])",
    re.I,
)
_READ_ON_RU = r"(?:про)?чита|дочита|чтени|полн\w{1,40}\s(?:текст|верси|стат|доступ)|продолж"
_ASKS = re.compile(
    rf"""[^\w«"“„]{{0,20}}(?:
    # Russian
    (?:чтобы|для\sтого,?\sчтобы|для)\s(?:\S{{1,40}}\s){{0,5}}?(?:{_READ_ON_RU})\w{{0,40}}(?=.{{0,150}}(?:подпи|оформи|войди|зарегистрир|авториз|купи|оплат))
    |(?:оформите|купите|продлите|оплатите|подпишитесь|зарегистрируйтесь|войдите|авторизуйтесь|авторизируйтесь)\b(?=.{{0,120}}(?:чтобы|для|и)\s(?:\S{{1,40}}\s){{0,4}}?(?:{_READ_ON_RU}))
    |(?:пол(?:ный|ная|ную|ностью)|продолжение|окончание|дальнейший|(?:эт[аои][а-я]?|данн\w{{1,40}})\s(?:стат|текст|материал|публикац|контент)\w{{0,40}}|стат\w{{1,40}}|материал|текст|доступ)\b
        (?=(?:\S{{0,40}}\s){{1,8}}?(?:доступ\w{{0,40}}|открыт\w{{0,40}}|только|платн\w{{1,40}}|закрыт\w{{0,40}}))(?=.{{0,100}}(?:подписк|подписчик|зарегистрированн|авторизованн|платн))
    |(?:материал|статья|текст|контент|публикация)\s(?:только\s)?для\s(?:подписчиков|зарегистрированных|премиум)
    |(?:только|эксклюзивно)\sдля\s(?:подписчиков|зарегистрированных)|вы\sпрочитали\s(?:\S{{1,40}}\s){{0,3}}бесплатн|уже\s(?:есть\sподписка|подписаны\?|подписчик)
    |продолжение\s(?:читайте\s)?(?:по\sподписке|в\sплатной)
    # Kazakh
    |(?:\S{{1,40}}\s){{0,5}}?(?:толық|жалғасы|әрі\sқарай|қалған|мәтін|мақала|материал)\S{{0,40}}\s(?:\S{{1,40}}\s){{0,4}}?оқ(?:у|ып)\S{{0,40}}(?:\s\S{{1,40}}){{0,3}}?\sүшін\b(?=.{{0,120}}(?:тіркел|жазыл|кір|сатып|төле|авториз))
    |(?:\S{{1,40}}\s){{0,3}}?(?:тіркеліңіз|жазылыңыз|кіріңіз|жазылымға)(?=.{{0,80}}оқ(?:у|ы))
    |(?:\S{{1,40}}\s){{0,6}}?(?:жазылушылар|тіркелген\s(?:оқырман|қолданушы|пайдаланушы)\w{{0,40}}|жазылым)\S{{0,40}}\s(?:\S{{1,40}}\s){{0,2}}?(?:ғана|үшін|қолжетімді|арналған|ашық)
    |(?:толық\s(?:нұсқа|мәтін)\S{{0,40}}|(?:бұл\s)?(?:мақала|материал)\S{{0,40}})\s(?:\S{{1,40}}\s){{0,3}}?(?:жазыл|тіркел|ақылы)
    # English
    |(?:please\s)?(?:subscribe|register|sign\s(?:in|up)|log\s?in|create\s(?:an?|your)\s(?:free\s)?account|become\san?\s(?:member|subscriber)|start\syour\s(?:free\s)?(?:trial|subscription))\b
        (?=.{{0,80}}\b(?:to|and)\s(?:continue|keep|finish|unlock|access|(?:get|enjoy)\s(?:full|unlimited)|read\b(?!ers)))
    |to\s(?:continue|keep|finish)\sreading|to\sread\s(?:the\s)?(?:full|rest|whole|entire|more|this)(?=.{{0,120}}(?:subscri|regist|sign|log|member))
    |(?:this|the\sfull|the)\s(?:article|story|content|page|post|report)\sis\s(?:\w{{1,40}}\s){{0,2}}?(?:for|to|available\s(?:only\s)?(?:to|for)|reserved\sfor)\s(?:\w{{1,40}}\s){{0,3}}?(?:subscribers|members|registered)
    |(?:already\s(?:an?\s)?(?:subscriber|member|registered|subscribed)|already\shave\san?\s(?:account|subscription))\b
    |you.?(?:ve|\shave)\s(?:reached|read|used)\s(?:\S{{1,40}}\s){{0,4}}?(?:limit|free)
    |(?:continue|keep)\sreading\s(?:\S{{1,40}}\s){{0,4}}?(?:subscri|trial|account)
    |(?:subscriber|member|premium|subscription)s?[-\s](?:only|exclusive)
    |unlock\s(?:this|the)\s(?:article|story)
    )""",
    re.I | re.X,
)


@dataclass(frozen=True)
class Wall:
    """What a page says of paying. `shown` are the words within the parts that are not free, None where it has none; `asked`: it asks to pay or to sign in."""

    free: bool | None
    shown: int | None
    asked: bool
    named: bool


NO_WALL = Wall(None, None, asked=False, named=False)


def read_wall(tree: HtmlElement, facts: Facts) -> Wall:
    """Reads the page as it came: pruning takes walls away with other furniture."""
    asked = any(_ASKS.match(text) and is_shown(element) for element, text in short_lines(tree, _LONGEST_ASK))
    named = [
        element for element in elements(_WALLS, tree) if _NAME.search(f"{element.get('class', '')} {element.get('id', '')}") and is_shown(element)
    ]
    # A few words are the wall itself; more are the article's, which some sites call by this name.
    walled = [words for element in named[:20] if (words := count_words(element, SHORT))]
    return Wall(facts.free, _shown(tree, facts.locked), asked, bool(walled) and max(walled) < SHORT and min(walled) >= 5)


def is_partial(wall: Wall, text: str, body: str) -> bool:
    """Whether `text`, what was read as the article, is only its beginning. `body` is schema.org's articleBody."""
    words = words_in(text)
    if wall.free is False:
        if (wall.shown or 0) >= _PART or words_in(body) >= SHORT:
            return False
        return words < SHORT or text.rstrip().endswith(("…", "...")) or (wall.asked and words < 2 * SHORT)
    return (wall.asked or wall.named) and words < SHORT


def is_asking(line: str) -> bool:
    """Whether a line asks to pay or to sign in for reading on."""
    return len(line) <= _LONGEST_ASK and _ASKS.match(line) is not None


def _shown(tree: HtmlElement, locked: tuple[str, ...]) -> int | None:
    """The words within the locked parts, the fullest of them; None where no part is found. A part that asks to pay is the wall itself."""
    found: list[int] = []
    for css in locked[:_SELECTORS]:
        try:
            found += [count_words(element, _MOST_WORDS) for element in tree.cssselect(css)[:_SELECTORS] if not _asks_within(element)]
        except SelectorError:
            continue
    return max(found, default=None)


def _asks_within(element: HtmlElement) -> bool:
    return any(is_asking(" ".join((inner.text or "").split())) for inner in element.iter(etree.Element))
