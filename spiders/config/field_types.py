"""Types of single values in outlet files, with the messages of their faults: addresses, CSS selectors and the base of all entries."""

import re
from functools import cache
from typing import Annotated
from urllib.parse import urlsplit

from cssselect import SelectorError
from parsel.csstranslator import HTMLTranslator
from pydantic import AfterValidator, BaseModel, ConfigDict

from pipelines.dedup.urls import clean
from records.i18n import gettext_noop, tr

_ATTRIBUTE_AT_END = re.compile(r"::attr\([\w\-]+\)\s*$")


@cache
def _selector_fault(css: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(css)
    except SelectorError as error:
        return str(error) or gettext_noop("unfinished")
    return ""


def _address(value: str) -> str:
    text = value.strip()
    if clean(text) is None:
        raise ValueError(tr("'{given}' is not a web address; it looks like https://site.kz/").format(given=text[:200]))
    if "@" in urlsplit(text).netloc:
        raise ValueError(tr("an address with a name or a password in it is not asked; leave out what stands before the @"))
    return text


def _selector(value: str) -> str:
    if fault := _selector_fault(value):
        raise ValueError(tr("'{given}' is not a CSS selector ({fault})").format(given=value[:200], fault=tr(fault)))
    return value


def _link_selector(value: str) -> str:
    if not _ATTRIBUTE_AT_END.search(value):
        raise ValueError(tr("'{given}' must end in ::attr(href)").format(given=value[:200]))
    return _selector(value)


Address = Annotated[str, AfterValidator(_address)]
Css = Annotated[str, AfterValidator(_selector)]
LinkCss = Annotated[str, AfterValidator(_link_selector)]


class Entry(BaseModel):
    """The base of everything that an outlet file may contain. Unknown fields are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)
