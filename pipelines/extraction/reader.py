"""Extraction of an article from the bytes of a page, or the reason why it is none: language, pay walls, captions, text, and `extract`.

Pure: no network and no disk; "now" is the time when the page was fetched.
"""

import re
from collections import Counter
from copy import copy, deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction import page_kind, prune, text_cleanings
from pipelines.extraction.authors import persons_in
from pipelines.extraction.blocks import BlockRun, is_shown, short_lines, text_pieces, visible_words, words_in
from pipelines.extraction.charset import decode
from pipelines.extraction.date_grammar import precision_of
from pipelines.extraction.date_lines import elements, stands_beside
from pipelines.extraction.dates import find_published, guessed_day
from pipelines.extraction.markup_names import name_set
from pipelines.extraction.page_facts import PageFacts, canonical_of, read_facts
from pipelines.extraction.phrases import is_site_phrase
from pipelines.extraction.script_state import ScriptArticle, script_article
from pipelines.extraction.text_reading import Step, TextReading
from pipelines.extraction.title import comparable_words, under_heading
from pipelines.extraction.tree import count_words, parse
from pipelines.items import Css, PageItem
from records.language.letters import is_kazakh_latin
from records.vocabulary import Fate, PublishedPrecision

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier


# Letters and small words that distinguish the languages of Kazakhstan's press.


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Letters that decide a Cyrillic word, the rarest first: җ is never Kazakh, ұ is only Kazakh.
_LETTERS = (("ba", "ҙҫҡ"), ("tt", "җ"), ("tg", "ӣӯҷ"), ("uz", "ўҳ"), ("uk", "їєґ"), ("sr", "јљњћђџ"), ("kk", "ұ"), ("kk", "әғқі"), ("ky", "ңөү"))
_KAZAKH_WORDS = _set(
    "мен пен бен бір бұл осы сол және үшін туралы бойынша болып болды деп деген дейді еді екен емес жоқ бірақ өз кейін дейін соң ол оның олар "
    "оны біз сіз жаңа сот тілші жыл жылы күні адам хабарлады айтты берді жауап"
)
_RUSSIAN_WORDS = _set(
    "и в во не на что с со по из за от до для о об это как к у же но а его её он она они был была были быть так при или если после под над "
    "между также году года лет который которая которые уже ещё еще только более чем"
)
_RUSSIAN_ENDING = re.compile(
    "(?:[ое]го|[ое]му|[аяу]ет|ют|ла|ло|ли|ни[еяию]|[ыи]й|ая|ую|[ыо]е|[ыи]х|[ыи]м|ть|ся|ась|[ая]м|[ая]ми|[ая]х|ов|ев"
    "|ци[иейю]|ск[аоиу][еймх]?|ной|нных)$"
)
# Words that no other Latin-script language of the region has; in, an, on, man and die are left out.
_ENGLISH_WORDS = _set(
    "the and of to was were is are been has have had that this with from by for at as it its his her their they which who said says will would not but "
    "about after before when where after over into than more also there what we you your our been being could should"
)


# Language detection. A news page of Kazakhstan mixes languages, so every sentence votes with its words. py3langid (a Bayes model over 140 languages)
# knows Kazakh in the present Cyrillic script, but takes Kazakh in Latin or Arabic script for Turkish, Uzbek or Persian, and short Russian headlines
# for Bulgarian. So letters that only one language of the region has, and the commonest small words, decide before it.

_LIMIT = 20_000  # characters that are counted: the majority of the words does not change further down
_VOTERS = 24  # sentences that vote, spread over the text: more cost time (0.2 ms each) and change nothing on the gold and general sets
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…\n]*")
_WORD = re.compile(r"[^\W\d_]+")
# Languages of outlets around Kazakhstan, by script. Serbian and Macedonian are known by their letters, Bulgarian only in a long text.
_CYRILLIC = ("kk", "ru", "ky", "uz", "tg", "uk", "be", "mn", "tt", "ba")
_LATIN = ("en", "tr", "az", "uz", "tk", "de", "fr", "es", "it", "pt", "pl", "cs", "nl", "sv", "fi", "hu", "ro", "et", "lv", "lt", "kk")
_ARABIC = ("ar", "fa", "ur", "ug", "kk")
_SCRIPTS = (
    ("cyrillic", re.compile("[\u0400-\u052f]")), ("latin", re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")), ("arabic", re.compile("[\u0600-\u06ff]")),
    ("hangul", re.compile("[\uac00-\ud7af]")), ("kana", re.compile("[\u3040-\u30ff]")), ("han", re.compile("[\u4e00-\u9fff]")),
    ("georgian", re.compile("[\u10a0-\u10ff]")), ("armenian", re.compile("[\u0530-\u058f]")), ("hebrew", re.compile("[\u0590-\u05ff]")),
    ("greek", re.compile("[\u0370-\u03ff]")), ("devanagari", re.compile("[\u0900-\u097f]")),
)  # fmt: skip
_ONE_LANGUAGE = {"hangul": "ko", "kana": "ja", "han": "zh", "georgian": "ka", "armenian": "hy", "hebrew": "he", "greek": "el", "devanagari": "hi"}


def detect(text: str) -> str:
    """Return the ISO 639-1 code of the language of most words; "" if undecided. Deterministic, no IO beyond the packaged model."""
    votes: Counter[str] = Counter()
    sentences = _SENTENCE.findall(text[:_LIMIT])
    voters = [(sentence, _WORD.findall(sentence.lower())) for sentence in sentences[:: 1 + len(sentences) // _VOTERS]]
    majority = sum(len(words) for _, words in voters) / 2
    for sentence, words in voters:
        if sum(map(len, words)) > 2 and (lang := _of_sentence(sentence, words)):
            votes[lang] += len(words)
            if votes[lang] > majority:
                return lang
    return votes.most_common(1)[0][0] if votes else ""


def _of_sentence(sentence: str, words: list[str]) -> str:
    if sentence.isascii():
        return _of_latin(sentence, words)
    counts = {script: len(pattern.findall(sentence)) for script, pattern in _SCRIPTS}
    # Cyrillic and Arabic texts are full of Latin brand names; the reverse does not happen.
    counts["latin"] //= 3 if counts["cyrillic"] or counts["arabic"] else 1
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return ""
    if script in _ONE_LANGUAGE:
        return "ja" if script == "han" and counts["kana"] else _ONE_LANGUAGE[script]
    return {"cyrillic": _of_cyrillic, "latin": _of_latin, "arabic": _of_arabic}[script](sentence, words)


def _of_cyrillic(sentence: str, words: list[str]) -> str:
    """Return the language of a Cyrillic text.

    Letters and small words decide first. A name in the other language is outvoted by the rest of its sentence.
    """
    if lang := _without_own_letters(sentence, words):
        return lang
    # Names are written with their own letters in every language, so the small words of a headline come first.
    small = [word for word in _WORD.findall(sentence) if word.islower()]
    return _by_evidence(sentence, small) or _by_evidence(sentence, words) or _by_model(sentence, words)


def _by_evidence(sentence: str, words: list[str]) -> str:
    """Return Kazakh or Russian, if the letters and small words of enough words say so; else ""."""
    letters = Counter(map(_by_letters, words))
    forms = Counter(_by_form(word) for word in words if not _by_letters(word))
    if any(letters[lang] for lang in ("ba", "tt", "tg", "uz", "sr", "uk")):
        return ""
    # ң, ө, ү occur in Kyrgyz, Mongolian and Kazakh: words with ә, ғ, қ, ұ, і nearby make them Kazakh.
    if letters["ky"] and not letters["kk"]:
        return ""
    kazakh, russian = letters["kk"] + letters["ky"] + forms["kk"], forms["ru"]
    if max(kazakh, russian) < max(1, len(words) / 5) or kazakh == russian:
        return ""
    return "kk" if kazakh > russian else "ru"


def _by_model(sentence: str, words: list[str]) -> str:
    foreign = any(lang not in ("kk", "") for lang in map(_by_letters, words))
    return _identify_language("cyrillic" if foreign else "kk-ru", sentence)


def _by_letters(word: str) -> str:
    return next((lang for lang, letters in _LETTERS if any(letter in word for letter in letters)), "")


def _by_form(word: str) -> str:
    if word in _KAZAKH_WORDS:
        return "kk"
    return "ru" if word in _RUSSIAN_WORDS or (len(word) > 5 and _RUSSIAN_ENDING.search(word)) else ""


def _without_own_letters(sentence: str, words: list[str]) -> str:
    """Return the language of a text without distinctive letters, which may be Bulgarian.

    Bulgarian lacks ы, э and ё, and fifteen Russian or Kazakh words nearly always have one of them.
    """
    if len(words) < 15 or re.search("[ыэёіқғәөүң]", sentence.lower()):
        return ""
    return "bg" if _identify_language("bulgarian", sentence) == "bg" else ""


def _of_latin(sentence: str, words: list[str]) -> str:
    if is_kazakh_latin(sentence):
        return "kk"
    if sum(word in _ENGLISH_WORDS for word in words) >= max(2, len(words) / 5):
        return "en"
    lang, sure = _model("latin").classify(sentence)
    # A short headline full of names looks like any language. From 0.9 on the model's confidence is reliable on the general-news set.
    return lang if sure > 0.9 or not sentence.isascii() else "en"


def _of_arabic(sentence: str, words: list[str]) -> str:
    """Return the language of a text in Arabic script.

    Kazakh has a high hamza and full vowels, and lacks the ئ before vowels and the ې of Uyghur.
    """
    if "\u0674" in sentence or ("ۋ" in sentence and not re.search("[ېئۈ]", sentence)):
        return "kk"
    if re.search("[ېۈ]", sentence):
        return "ug"
    return _identify_language("arabic", sentence)


def _identify_language(choice: str, sentence: str) -> str:
    """Return the model's answer among the languages of `choice`."""
    return str(_model(choice).classify(sentence)[0])


@cache
def _model(choice: str) -> "LanguageIdentifier":
    """Return the model restricted to languages that the script allows. All restrictions share its tables."""
    model = copy(_whole_model())
    model.set_languages({"cyrillic": _CYRILLIC, "latin": _LATIN, "arabic": _ARABIC, "kk-ru": ("kk", "ru"), "bulgarian": ("bg", "ru", "kk")}[choice])
    return model


@cache
def _whole_model() -> "LanguageIdentifier":
    """Load the model and its dependencies on first use (0.6 s)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


# Detection of pages that show only the beginning of their article, because of a pay wall or a registration. Three signs are used: schema.org
# (isAccessibleForFree with hasPart), elements named after pay walls, and phrases that ask to pay or sign in. None counts if the text is there: many
# outlets mark whole articles as paid, and hide the walls that their scripts show.

# Words: a shorter text may be cut off where a page asks to pay, a longer one is complete even if marked as paid; words of a locked part that is
# shown.
_SHORT, _PART = 200, 20
_LONGEST_ASK = 300  # letters
_SELECTORS = 4  # of locked parts that are searched
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
class _Paywall:
    """The page's signs of a pay wall.

    `shown` is the number of words in the parts that are not free, None if there are none; `asked`: the page asks to pay or sign in.
    """

    free: bool | None
    shown: int | None
    asked: bool
    named: bool


_NO_PAYWALL = _Paywall(None, None, asked=False, named=False)


def _read_paywall(tree: HtmlElement, facts: PageFacts) -> _Paywall:
    """Read the signs from the unpruned page, because pruning removes pay walls with other furniture."""
    asks_payment = any(_ASKS.match(text) and is_shown(element) for element, text in short_lines(tree, _LONGEST_ASK))
    named = [
        element for element in elements(_WALLS, tree) if _NAME.search(f"{element.get('class', '')} {element.get('id', '')}") and is_shown(element)
    ]
    # A few words are the wall itself; more belong to the article, for which some sites use such a name.
    walled = [words for element in named[:20] if (words := count_words(element, _SHORT))]
    return _Paywall(facts.free, _shown(tree, facts.locked), asks_payment, bool(walled) and max(walled) < _SHORT and min(walled) >= 5)


def _is_partial(wall: _Paywall, text: str, body: str) -> bool:
    """Return whether `text`, the extracted article, is only its beginning. `body` is schema.org's articleBody."""
    words = words_in(text)
    if wall.free is False:
        if (wall.shown or 0) >= _PART or words_in(body) >= _SHORT:
            return False
        return words < _SHORT or text.rstrip().endswith(("…", "...")) or (wall.asked and words < 2 * _SHORT)
    return (wall.asked or wall.named) and words < _SHORT


def _asks_to_pay(line: str) -> bool:
    """Return whether a line asks to pay or sign in to continue reading."""
    return len(line) <= _LONGEST_ASK and _ASKS.match(line) is not None


def _shown(tree: HtmlElement, locked: tuple[str, ...]) -> int | None:
    """Return the largest number of words in a locked part; None if no part is found. A part that asks to pay is the wall itself."""
    word_counts: list[int] = []
    for css in locked[:_SELECTORS]:
        try:
            word_counts += [count_words(element, _MOST_WORDS) for element in tree.cssselect(css)[:_SELECTORS] if not _asks_within(element)]
        except SelectorError:
            continue
    return max(word_counts, default=None)


def _asks_within(element: HtmlElement) -> bool:
    return any(_asks_to_pay(" ".join((inner.text or "").split())) for inner in element.iter(etree.Element))


# Captions of pictures and videos, which are the text of a photo or video story.

_NAMES = name_set("caption captions podpis photo-caption image-caption slide-text slide-caption gallery-caption desc description video-description")
_LEAST, _LONGEST = 5, 120  # words of a meaningful caption
_MOST = 200
_LEVELS = 8
_NOT_BESIDE = name_set("figure video")  # contain captions, although the search for dates treats them as outside the article


def _captions(tree: HtmlElement) -> list[str]:
    """Return the captions of the page's own pictures, each once, in document order. Call it before the page is pruned."""
    captions: dict[str, None] = {}
    for element in islice((candidate for candidate in tree.iter("figcaption", "p", "div", "span") if _is_caption(candidate)), _MOST):
        text = " ".join(element.text_content().split()) if count_words(element, _LONGEST) <= _LONGEST else ""
        if words_in(text) >= _LEAST and not is_site_phrase(text) and not _is_of_another(element):
            captions.setdefault(text)
    return list(captions)


def _is_caption(element: HtmlElement) -> bool:
    return element.tag == "figcaption" or any(
        name in _NAMES for name in element.get("class", "").lower().replace("__", " ").replace("_", "-").split()
    )


def _is_of_another(element: HtmlElement) -> bool:
    """Return whether it is in a card that leads to another article, or outside the article."""
    around = list(islice(element.iterancestors(), _LEVELS))
    return element.find(".//a") is not None or any(
        ancestor.tag == "a" or (ancestor.tag not in _NOT_BESIDE and stands_beside(ancestor)) for ancestor in around
    )


# Pages that ask for consent to cookies before they show anything.

_MOST_CONSENT_WORDS = 400  # words: with more the page has other content
_NAMED = re.compile(
    r"[\W_]*(?:before\syou\scontinue|we\svalue\syour\sprivacy|(?:your\s)?(?:privacy|cookies?)\b|(?:manage\s)?(?:your\s)?(?:cookie|privacy|consent)\s(?:settings|preferences|choices|consent)|(?:your\s)?consent\b"
    r"|прежде\sчем\s(?:продолжить|войти|перейти)|(?:мы\sисполь\w+\s)?(?:файл\w*\s)?(?:cookies?|куки)\b|(?:ваша\s)?(?:конфиденциальност|приватност)\w*|согласи\w+\sна\s(?:обработк|использовани)|настройк\w+\s(?:cookie|файл|конфиденц|приватн)"
    r"|(?:біз\s)?(?:cookies?|куки)\s?(?:файл)?|жалғастыр\w*\s(?:бұрын|алдында)|құпиялы\w+|деректер\w*\s(?:\w+\s)?келісім)",
    re.I | re.X,
)
_COOKIES = re.compile(r"\bcookies?\b|\bкуки\b|cookie-файл|персональн\w{1,12}\sданн|дербес\sдерек|personal\sdata", re.I)
_BUTTON = re.compile(r"accept|agree|consent|reject|принять|приним|соглас|отклон|қабылда|келіс|бас\sтарт", re.I)


def _asks_consent(tree: HtmlElement) -> bool:
    """Return whether a page is a request for consent: its title or heading says so, its words are about cookies, it has a button to agree, and
    hardly anything else."""
    visible = visible_words(tree, _MOST_CONSENT_WORDS)
    if len(visible.split()) > _MOST_CONSENT_WORDS or not _COOKIES.search(visible):
        return False
    heads = [" ".join(head.text_content().split()) for head in tree.iter("h1", "h2")]
    own = [text for head in tree.iter("h1") if len((text := " ".join(head.text_content().split())).split()) >= 4 and not _NAMED.match(text)]
    named = any(map(_NAMED.match, [" ".join((tree.findtext(".//title") or "").split()), *heads[:3]]))
    buttons = (element.text_content() or element.get("value", "") for element in tree.iter("button", "a", "input"))
    return named and not own and any(len(text.split()) <= 8 and _BUTTON.search(text) for text in buttons)


# Extraction of the text. `STEPS` lists all steps in order; `python -m tests.bench.extraction` prints what each contributes. trafilatura is the main
# reader. Our own steps remain only where they improve results on independent pages: the outlet's own selector, cutting of furniture and teasers,
# schema.org's articleBody, the extent of the article, the site's phrases, and a final comparison with trafilatura on the untouched page.


@dataclass(frozen=True)
class _ArticleText:
    """The article's lines and the names in its bylines.

    `cards` counts the teasers that were cut, `headlines` those that were left. `own` says that the outlet's own selector found the text, `whole` that
    it is in one piece on the page, without headlines of other articles.
    """

    lines: tuple[str, ...]
    names: tuple[str, ...]
    cards: int
    headlines: int
    own: bool
    whole: bool = False

    @property
    def text(self) -> str:
        """Return all lines."""
        return "\n".join(self.lines)


def _read_text(tree: HtmlElement, untouched: HtmlElement, host: str, facts: PageFacts, selector: str | None) -> _ArticleText:
    """Return the text of the article on a page of `host`.

    It cuts furniture out of the tree, so everything else must be read from the tree before; `untouched` is a copy that is not changed.
    """
    state = TextReading(tree, untouched, host, facts)
    selected = _by_selector(tree, selector)
    for cut in CUTS:
        cut(state)
    body = tree.find("body")
    state.pieces = state.runs = text_pieces(body if body is not None else tree)
    for choose in CHOICES:
        choose(state)
    state.article = selected or [state.runs[place] for place in sorted(state.chosen)]
    for clean in CLEANINGS:
        clean(state)
    whole = prune.is_one_article(state.runs, state.chosen, state.facts.title)
    state.lines = paragraphs = [run.text for run in state.article]
    for compare in COMPARISONS if not selected else COMPARISONS[:0]:
        compare(state)
    headlines = page_kind.count_headlines(state.pieces)
    return _ArticleText(tuple(state.lines), tuple(state.names), state.cards, headlines, bool(selected), whole and state.lines is paragraphs)


# --- cutting -----------------------------------------------------------------------------------------------------------------------------------------


def _cut_unread(state: TextReading) -> None:
    """Cut scripts, styles and form fields."""
    prune.prune_unread(state.tree)


def _cut_sure_names(state: TextReading) -> None:
    """Cut furniture by tag, role or a clear name."""
    state.prose = prune.prune_sure(state.tree)


def _cut_boxes(state: TextReading) -> None:
    """Cut "read also" boxes."""
    text_cleanings.prune_boxes(state.tree)


def _cut_cards(state: TextReading) -> None:
    """Cut rows of cards of other articles."""
    state.cards, words = text_cleanings.prune_cards(state.tree, state.host)
    state.prose -= words


def _cut_likely_names(state: TextReading) -> None:
    """Cut furniture by names that parts of articles share.

    This comes after the cards: with them a short article would have too small a share of the prose.
    """
    prune.prune_likely(state.tree)


def _cut_captions(state: TextReading) -> None:
    """Cut captions of pictures."""
    text_cleanings.prune_captions(state.tree)


# --- choice of the article's paragraphs --------------------------------------------------------------------------------------------------------------


def _choose_trafilatura(state: TextReading) -> None:
    """Choose the paragraphs that trafilatura finds on the rest of the page."""
    state.chosen = text_cleanings.matching_paragraphs(state.runs, text_cleanings.trafilatura_text(state.tree, fast=True))


def _begin_under_title(state: TextReading) -> None:
    """Limit the paragraphs to those between the article's title and the main heading of the next article.

    A heading below most of what trafilatura found is not the article's title, but that of a part.
    """
    start, end = under_heading(state.runs, state.facts.title)
    above = {place for place in state.chosen if place < start}
    if 2 * prune.words_of(state.runs, above) <= prune.words_of(state.runs, state.chosen):
        _limit(state, start, end)


def _take_most_prose(state: TextReading) -> None:
    """Choose the element with most prose, if trafilatura found nothing."""
    state.chosen = text_cleanings.with_most_prose(state.runs, state.chosen)


def _drop_lists(state: TextReading) -> None:
    """Remove lines that name themselves a list of other articles."""
    state.chosen = prune.without_lists(state.runs, state.chosen)


def _keep_to_main_element(state: TextReading) -> None:
    """Limit the choice to the element around most of it."""
    if state.chosen:
        state.frame = prune.ArticleFrame(state.runs, state.chosen)
        state.chosen = {place for place in state.chosen if state.frame.around(state.runs[place])}


def _keep_to_main_stretch(state: TextReading) -> None:
    """Limit the choice to the range between two main headings; later steps ignore the rest."""
    if state.chosen:
        _limit(state, *prune.main_stretch(state.runs, state.chosen))


def _limit(state: TextReading, start: int, end: int) -> None:
    """Limit the paragraphs to those between two positions."""
    state.chosen = {place - start for place in state.chosen if start <= place < end}
    state.runs = state.runs[start:end]


def _end_before_others(state: TextReading) -> None:
    """End the article at a heading of other articles or comments."""
    before = prune.cut_at_other_articles(state.runs, state.chosen)
    state.prose -= prune.words_of(state.runs, state.chosen - before)
    state.chosen = before


def _add_rest(state: TextReading) -> None:
    """Add prose directly below."""
    state.chosen = prune.add_following_prose(state.runs, state.chosen)


def _add_signature(state: TextReading) -> None:
    """Add the names below the text."""
    state.chosen |= prune.signature(state.runs, state.chosen)


def _add_ledes(state: TextReading) -> None:
    """Add introductions above the text."""
    if state.frame is not None:
        state.chosen |= prune.ledes(state.runs, state.chosen, state.frame, comparable_words(state.facts.title))


def _fill_between(state: TextReading) -> None:
    """Add what is between the chosen paragraphs, next to them."""
    if state.frame is not None:
        state.chosen = prune.fill_gaps(state.runs, state.chosen, state.frame)


CUTS: tuple[Step, ...] = (_cut_unread, _cut_sure_names, _cut_boxes, _cut_cards, _cut_likely_names, _cut_captions)
CHOICES: tuple[Step, ...] = (
    _choose_trafilatura,
    _begin_under_title,
    _take_most_prose,
    _drop_lists,
    _keep_to_main_element,
    _keep_to_main_stretch,
    _end_before_others,
    _add_rest,
    _add_signature,
    _add_ledes,
    _fill_between,
)
CLEANINGS: tuple[Step, ...] = (text_cleanings.drop_phrases, text_cleanings.drop_title, text_cleanings.drop_margins, text_cleanings.drop_repeats)
COMPARISONS: tuple[Step, ...] = (text_cleanings.take_stated_body, text_cleanings.take_untouched)


def _by_selector(tree: HtmlElement, selector: str | None) -> list[BlockRun]:
    """Return the paragraphs that the outlet's own selector finds; empty if it finds nothing or is invalid."""
    if not selector:
        return []
    try:
        elements: list[HtmlElement] = tree.cssselect(selector)
    except SelectorError:
        return []
    selected_elements = set(elements)
    inner = [element for element in elements if selected_elements.isdisjoint(element.iterancestors())]
    for element in inner:
        prune.prune_unread(element)
        prune.prune_sure(element)
    return [run for element in inner for run in text_pieces(element)]


_LOGIN_WORDS = 40  # words next to a password field; with more there is an article
_LEAST_OF_STUB = 5  # words of a stub behind a pay wall: fewer add nothing to the title


@dataclass(frozen=True)
class TextBlock:
    """One paragraph, list item, heading or table row, in document order."""

    text: str


@dataclass(frozen=True)
class Extraction:
    """The extracted article.

    `canonical` is the page's rel=canonical, absolute and unchecked; `published` is in the outlet's zone, a date if the page gives no time. `unsure`
    marks a guessed date, `partial` a text of which the page shows only the beginning (a pay wall, a registration).
    """

    title: str
    blocks: tuple[TextBlock, ...]
    authors: tuple[str, ...]
    lang: str
    canonical: str | None
    published: date | datetime | None
    unsure: bool = False
    partial: bool = False

    @property
    def text(self) -> str:
        """Return all blocks, one per line."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def surely_published(self) -> date | datetime | None:
        """Return the date unless it was guessed, since nothing may be derived from a guess."""
        return None if self.unsure else self.published

    @property
    def date_precision(self) -> PublishedPrecision | None:
        """Return how exactly the publication date is known."""
        return precision_of(self.published, unsure=self.unsure)


@dataclass(frozen=True)
class NotAnArticle:
    """The reason why a page is no article; `detail` describes it in a few words. `title` and `published` are given if they were read."""

    fate: Fate
    detail: str
    canonical: str | None = None
    title: str = ""
    published: date | datetime | None = None
    unsure: bool = False


@dataclass(frozen=True)
class _Surroundings:
    """What a page shows in addition to its text: pay walls, captions, and requests for a password or for consent."""

    login: bool
    wall: _Paywall = _NO_PAYWALL
    captions: tuple[str, ...] = ()
    consent: bool = False


def extract(page: PageItem, *, zone: tzinfo, css: Css) -> Extraction | NotAnArticle:
    """Extract the article from a page. Never raises for a page's content; a wrong selector in `css` finds nothing.

    The steps, one per line: bytes, charset, tree, page kind, facts (including title and authors), date, text, surroundings of a short text, language,
    article. The date is read before the text, because reading the text cuts the date's elements from the tree.
    """
    content_type = next((value for name, value in page.headers if name.lower() == "content-type"), "")
    if reason := page_kind.unreadable(page.body, content_type):
        return NotAnArticle(Fate.BAD_CONTENT, reason)
    source = decode(page.body, content_type)
    tree = parse(source)
    if tree is None:
        return NotAnArticle(Fate.EMPTY, "no markup and no text")
    proxies = [*tree.iter()]  # keeps lxml from creating an element's Python object again on every access
    page = page if _is_address(page.final_url) else replace(page, final_url="")
    stated = script_article(tree, page.final_url)
    # A page built by scripts asks to enable them, as a bot wall does. If its data contains the article, it is no wall.
    if stated is None and page_kind.is_walled(tree, page.body, page.status, page.headers):
        return NotAnArticle(Fate.BOT_WALL, "a protection service answered", canonical_of(tree, page.final_url))
    facts = read_facts(tree, page.final_url, page.hints.title, stated)
    published = _published(tree, page, zone, css, stated)
    guess = guessed_day(tree, page.final_url, now=page.fetched_at, zone=zone) if published is None and facts.kind != "list" else None
    login = page_kind.asks_password(tree)
    untouched = deepcopy(tree)
    article = _read_text(tree, untouched, urlsplit(page.final_url).hostname or "", facts, css.text)
    del proxies
    surroundings = _surroundings(untouched, facts, article, login)
    article, partial = _whole_or_partial(article, facts, surroundings)
    if refusal := _refusal(tree, page.final_url, facts, article, surroundings, partial):
        return replace(refusal, canonical=facts.canonical, title=facts.title, published=published or guess, unsure=guess is not None)
    authors = facts.authors or tuple(name for line in article.names for name in persons_in(line))
    lang = detect(f"{facts.title}\n{article.text}")
    return Extraction(
        facts.title,
        tuple(map(TextBlock, article.lines)),
        authors,
        lang,
        facts.canonical,
        published or guess,
        unsure=guess is not None,
        partial=partial,
    )


def _is_address(url: str) -> bool:
    try:
        return urlsplit(url).hostname is not None
    except ValueError:
        return False


def _published(tree: HtmlElement, page: PageItem, zone: tzinfo, css: Css, stated: ScriptArticle | None) -> date | datetime | None:
    find = partial(find_published, tree, page.final_url, now=page.fetched_at, zone=zone, hint=page.hints.published)
    data = stated.published if stated is not None else ""
    try:
        return find(css=css.date, data=data)
    except SelectorError:
        return find(data=data)


def _surroundings(untouched: HtmlElement, facts: PageFacts, article: _ArticleText, login: bool) -> _Surroundings:
    """Return the surroundings of a text that may be incomplete, read from the original page, since furniture was cut from the tree."""
    if words_in(article.text) >= (_SHORT if facts.free is not False else 2 * _SHORT):
        return _Surroundings(login)
    proxies = [*untouched.iter()]
    surroundings = _Surroundings(login, _read_paywall(untouched, facts), tuple(_captions(untouched)), _asks_consent(untouched))
    del proxies
    return surroundings


def _whole_or_partial(article: _ArticleText, facts: PageFacts, surroundings: _Surroundings) -> tuple[_ArticleText, bool]:
    """Return the readable article, and whether that is only its beginning.

    From a stub the phrases that ask to pay are removed; if no line remains, the description replaces it. A photo story has its captions as text.
    """
    if _is_partial(surroundings.wall, article.text, facts.body):
        lines = tuple(line for line in article.lines if not _asks_to_pay(line))
        return replace(article, lines=lines or tuple(filter(None, [facts.description]))), True
    if page_kind.too_short(article.text, facts.title) and facts.kind != "list":
        captions = [line for line in (*surroundings.captions, *facts.video.split("\n")) if line and line not in article.lines]
        return replace(article, lines=(*article.lines, *captions)), False
    return article, False


def _refusal(tree: HtmlElement, url: str, facts: PageFacts, article: _ArticleText, surroundings: _Surroundings, partial: bool) -> NotAnArticle | None:
    """Return why a page is no article: by its words, form or links, or by too little text; None if it is one."""
    words = words_in(article.text)
    if surroundings.consent and facts.kind != "article":
        return NotAnArticle(Fate.BOT_WALL, "asks for consent before it shows anything")
    if page_kind.is_gone(facts, tree, words):
        return NotAnArticle(Fate.GONE, "the page says that it is not there")
    if surroundings.login and words < _LOGIN_WORDS and not (partial and facts.kind == "article"):
        return NotAnArticle(Fate.NOT_ARTICLE, "a login form")
    if not article.own and page_kind.is_list(facts, url, article.cards, article.headlines, article.text, whole=article.whole):
        return NotAnArticle(Fate.NOT_ARTICLE, "a list of articles")
    if not article.lines:
        return NotAnArticle(Fate.EMPTY, "no text besides furniture")
    if words < _LEAST_OF_STUB if partial else page_kind.too_short(article.text, facts.title):
        return NotAnArticle(Fate.TOO_SHORT, f"{words} words")
    return None
