"""Pages that ask for consent to cookies before they show anything."""

import re

from lxml.html import HtmlElement

from pipelines.extraction.visible_lines import visible_words

_MOST = 400  # words: with more there is something else on the page
_NAMED = re.compile(
    r"[\W_]*(?:before\syou\scontinue|we\svalue\syour\sprivacy|(?:your\s)?(?:privacy|cookies?)\b|(?:manage\s)?(?:your\s)?(?:cookie|privacy|consent)\s(?:settings|preferences|choices|consent)|(?:your\s)?consent\b"
    r"|прежде\sчем\s(?:продолжить|войти|перейти)|(?:мы\sисполь\w+\s)?(?:файл\w*\s)?(?:cookies?|куки)\b|(?:ваша\s)?(?:конфиденциальност|приватност)\w*|согласи\w+\sна\s(?:обработк|использовани)|настройк\w+\s(?:cookie|файл|конфиденц|приватн)"
    r"|(?:біз\s)?(?:cookies?|куки)\s?(?:файл)?|жалғастыр\w*\s(?:бұрын|алдында)|құпиялы\w+|деректер\w*\s(?:\w+\s)?келісім)",
    re.I | re.X,
)
_COOKIES = re.compile(r"\bcookies?\b|\bкуки\b|cookie-файл|персональн\w{1,12}\sданн|дербес\sдерек|personal\sdata", re.I)
_BUTTON = re.compile(r"accept|agree|consent|reject|принять|приним|соглас|отклон|қабылда|келіс|бас\sтарт", re.I)


def asks_consent(tree: HtmlElement) -> bool:
    """Whether a page is a request for consent: its title or heading says so, its words are about cookies, it has a button to agree, and hardly anything else."""
    shown = visible_words(tree, _MOST)
    if len(shown.split()) > _MOST or not _COOKIES.search(shown):
        return False
    heads = [" ".join(head.text_content().split()) for head in tree.iter("h1", "h2")]
    own = [text for head in tree.iter("h1") if len((text := " ".join(head.text_content().split())).split()) >= 4 and not _NAMED.match(text)]
    named = any(map(_NAMED.match, [" ".join((tree.findtext(".//title") or "").split()), *heads[:3]]))
    buttons = (element.text_content() or element.get("value", "") for element in tree.iter("button", "a", "input"))
    return named and not own and any(len(text.split()) <= 8 and _BUTTON.search(text) for text in buttons)
