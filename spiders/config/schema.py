"""The schema of outlet files (docs/contracts.md, section 4): one pydantic model for each kind of entry. Unknown fields are faults.

The models validate and normalise. The loader (`spiders/config/files.py`) adds the file, the line and the most similar valid word. The message of a
validator's ValueError follows "file:line: field:".
"""

import re
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Any, Self
from urllib.parse import urlsplit

from babel import Locale
from cssselect import SelectorError
from parsel.csstranslator import HTMLTranslator
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, create_model, field_validator, model_validator

from pipelines.address_scopes import AddressScope, host_scope
from pipelines.dedup.urls import clean, site_of
from records.country import home
from records.country.codes import country_codes
from records.i18n import LANGUAGES, gettext_noop, tr, words_in_language

_ATTRIBUTE_AT_END = re.compile(r"::attr\([\w\-]+\)\s*$")
_TELEGRAM = re.compile(r"(?:https?://)?(?:t\.me/|telegram\.me/)?(?:s/)?@?([A-Za-z][A-Za-z0-9_]{3,31})/?")
# A channel's preview page on another host: a mirror where t.me is blocked.
_PREVIEW = re.compile(r"https?://[^/\s]+/s/[A-Za-z][A-Za-z0-9_]{3,31}/?")
_PLACES = ("{yyyy}", "{mm}", "{dd}", "{yy}", "{m}", "{d}")
# The placeholder for the page number of an archive, or for the number of a page's first entry.
NUMBER_PLACE = re.compile(r"\{(?:page|start:(?P<step>[1-9]\d{0,2}))\}")
SITEMAP_PATH = re.compile(r"\.xml(?:\.gz)?$", re.IGNORECASE)


@cache
def languages() -> frozenset[str]:
    """Return the ISO 639 language codes that CLDR lists."""
    return frozenset(code for code in map(str, Locale("en").languages) if re.fullmatch("[a-z]{2,3}", code))


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


def _expression(value: str) -> str:
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(tr("'{given}' is not a regular expression ({fault})").format(given=value[:200], fault=error)) from error
    return value


def _channel(value: str) -> str:
    found = _TELEGRAM.fullmatch(value.strip())
    if _PREVIEW.fullmatch(value.strip()) and not found:
        return value.strip().rstrip("/")
    if not found:
        raise ValueError(tr("'{given}' is not a public Telegram channel; write its name alone").format(given=value[:200]))
    return found[1]


def _archive(value: str) -> str:
    bare, numbers = NUMBER_PLACE.subn("1", value)
    for place in _PLACES:
        bare = bare.replace(place, "1")
    dated = ("{yyyy}" in value or "{yy}" in value) and ("{mm}" in value or "{m}" in value)
    sitemap = bare == value and SITEMAP_PATH.search(urlsplit(value.strip()).path) is not None
    if clean(bare) is None or "{" in bare or numbers > 1 or dated + bool(numbers) + sitemap != 1:
        raise ValueError(
            tr("'{given}' is not an archive's address; it looks like https://site.kz/{example}").format(
                given=value[:200], example="{yyyy}/{mm}/{dd}/"
            )
        )
    return value.strip()


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError(tr("'{given}' is not a date; it looks like 2026-09-06").format(given=value[:200])) from None


def _country(value: str) -> str:
    if value not in country_codes():
        raise ValueError(tr("'{given}' is not a country").format(given=value))
    return value


def _language(value: str) -> str:
    if value not in languages():
        raise ValueError(tr("'{given}' is not a language").format(given=value))
    return value


Address = Annotated[str, AfterValidator(_address)]
Css = Annotated[str, AfterValidator(_selector)]
LinkCss = Annotated[str, AfterValidator(_link_selector)]
Expression = Annotated[str, AfterValidator(_expression)]
Channel = Annotated[str, AfterValidator(_channel)]
ArchiveAddress = Annotated[str, AfterValidator(_archive)]
Day = Annotated[date, Field(strict=True), BeforeValidator(_day)]
Country = Annotated[str, AfterValidator(_country)]
Language = Annotated[str, AfterValidator(_language)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _AnyTitle(_Entry):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        given = {code: text for code, text in value.items() if text}
        nearest = {code: words_in_language(code, {lang: given[lang] for lang in LANGUAGES if lang in given}) for code in LANGUAGES}
        return {**{code: text for code, text in nearest.items() if text}, **given}


if TYPE_CHECKING:

    class Title(_AnyTitle):
        """The outlet's name in each language of the product. One is enough; missing ones are filled from the nearest language."""

else:
    Title = create_model("Title", __base__=_AnyTitle, **{code: (str, Field(min_length=1)) for code in LANGUAGES})


class Section(_Entry):
    """A list page, newest first.

    Without `links`, articles are recognised by the shape of their addresses. Without `next`, the usual markup leads to the following page.
    """

    url: Address
    links: LinkCss | None = None
    next: LinkCss | None = None


class ArticleRules(_Entry):
    """Rules for outlets that the generic reader gets wrong: which addresses are articles, and where text and date are."""

    allow: Expression | None = None
    text: Css | None = None
    date: Css | None = None


class Minimum(_Entry):
    """The number of articles below which the outlet counts as failing."""

    articles_per_week: int = Field(ge=1)


class OutletEvidence(_Entry):
    """When the outlet's sources were last checked, by whom, and the result. `found` is what `qorgan outlets check --write` recorded."""

    checked: Day | None = None
    by: str | None = None
    note: str | None = None
    found: str | None = None


class Outlet(_Entry):
    """One outlet. `region` is None for a national one.

    `delay` is in seconds between requests. `dead` is the day on which the outlet was found closed. `wordpress` names sites whose WordPress API
    answers. `archives` are used when older days are collected: lists by date, with {yyyy}, {mm}, {dd} in the address; lists and sitemaps by number,
    with {page} or {start:20}; sitemaps. `browser` marks outlets whose pages are empty without one. `private` allows the outlet's hosts to be in a
    private network.
    """

    name: str = Field(pattern=r"^[a-z0-9_]+$", max_length=64)
    title: Title
    home: Address
    country: Country
    region: str | None = None
    languages: tuple[Language, ...] = Field(min_length=1)
    feeds: tuple[Address, ...] = ()
    sitemaps: tuple[Address, ...] = ()
    sections: tuple[Section, ...] = ()
    telegram: tuple[Channel, ...] = ()
    wordpress: tuple[Address, ...] = ()
    archives: tuple[ArchiveAddress, ...] = ()
    browser: bool = False
    private: bool = False
    article: ArticleRules = ArticleRules()
    delay: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    dead: Day | None = None
    minimum: Minimum | None = None
    evidence: OutletEvidence | None = None

    @field_validator("region")
    @classmethod
    def _region_of_country(cls, region: str | None, info: ValidationInfo) -> str | None:
        country = info.data.get("country", "")
        known = region in home().regions if country == home().code else bool(re.fullmatch(rf"{country or '[A-Z]{2}'}-[A-Z0-9]{{1,3}}", region or ""))
        if region is not None and not known:
            words = tr("'{given}' is not a region") if country == home().code else tr("'{given}' is not a region of {country}")
            raise ValueError(words.format(given=region[:200], country=country))
        return region

    @model_validator(mode="after")
    def _private_only_where_said(self) -> Self:
        for address in self._named:
            reach = host_scope(site_of(address))
            if reach is AddressScope.NOWHERE or (reach is AddressScope.PRIVATE and not self.private):
                words = (
                    tr("'{given}' lies in a private network; `private: true` allows that")
                    if reach is AddressScope.PRIVATE
                    else tr("no page lies at '{given}'")
                )
                raise ValueError(words.format(given=address[:200]))
        return self

    @property
    def _named(self) -> tuple[str, ...]:
        """All addresses of the entry."""
        return self.home, *self.feeds, *self.sitemaps, *(section.url for section in self.sections), *self.wordpress, *self.archives

    @cached_property
    def sites(self) -> frozenset[str]:
        """The outlet's own hosts, without `www.`, with the port if it is not the default one."""
        return frozenset(site_of(address) for address in self._named)
