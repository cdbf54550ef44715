"""The schema of outlet files (docs/contracts.md, section 4): one pydantic model for each kind of entry. Unknown fields are faults.

The models validate and normalise. The loader (`spiders/config/files.py`) adds the file, the line and the most similar valid word. The message of a
validator's ValueError follows "file:line: field:".
"""

import re
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Any, Self

from babel import Locale
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationInfo, create_model, field_validator, model_validator

from pipelines.address_scopes import AddressScope, host_scope
from pipelines.dedup.urls import site_of
from records.country import home
from records.country.codes import country_codes
from records.i18n import LANGUAGES, tr, words_in_language
from records.outlets.outlet_names import NamedOutlet, named_outlet
from spiders.config.field_types import Address, Css, Entry
from spiders.sources.kinds import KINDS


@cache
def languages() -> frozenset[str]:
    """Return the ISO 639 language codes that CLDR lists."""
    return frozenset(code for code in map(str, Locale("en").languages) if re.fullmatch("[a-z]{2,3}", code))


def _expression(value: str) -> str:
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(tr("'{given}' is not a regular expression ({fault})").format(given=value[:200], fault=error)) from error
    return value


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


Expression = Annotated[str, AfterValidator(_expression)]
Day = Annotated[date, Field(strict=True), BeforeValidator(_day)]
Country = Annotated[str, AfterValidator(_country)]
Language = Annotated[str, AfterValidator(_language)]


class _AnyTitle(Entry):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        titles = {code: text for code, text in value.items() if text}
        nearest = {code: words_in_language(code, {lang: titles[lang] for lang in LANGUAGES if lang in titles}) for code in LANGUAGES}
        return {**{code: text for code, text in nearest.items() if text}, **titles}


if TYPE_CHECKING:

    class Title(_AnyTitle):
        """The outlet's name in each language of the product. One is enough; missing ones are filled from the nearest language."""

else:
    Title = create_model("Title", __base__=_AnyTitle, **{code: (str, Field(min_length=1)) for code in LANGUAGES})


class ArticleRules(Entry):
    """Rules for outlets that the generic reader gets wrong: which addresses are articles, and where text and date are."""

    allow: Expression | None = None
    text: Css | None = None
    date: Css | None = None


class Minimum(Entry):
    """The number of articles below which the outlet counts as failing."""

    articles_per_week: int = Field(ge=1)


class OutletEvidence(Entry):
    """When the outlet's sources were last checked, by whom, and the result. `found` is what `qorgan outlets check --write` recorded."""

    checked: Day | None = None
    by: str | None = None
    note: str | None = None
    found: str | None = None


class _Head(Entry):
    name: str = Field(pattern=r"^[a-z0-9_]+$", max_length=64)
    title: Title
    aliases: tuple[Annotated[str, Field(min_length=1, max_length=120)], ...] = ()
    home: Address
    country: Country
    region: str | None = None
    languages: tuple[Language, ...] = Field(min_length=1)


if TYPE_CHECKING:

    class _WithSources(_Head):
        """The fields of all kinds of source, each a list (`SourceKind.entries` reads them)."""

else:
    _WithSources = create_model("_WithSources", __base__=_Head, **{kind.field: (tuple[kind.entry, ...], ()) for kind in KINDS.values() if kind.field})


class Outlet(_WithSources):
    """One outlet. `aliases` are names that are neither a title nor a spelling of one. `region` is None for a national one. The kinds of source in `spiders.sources.kinds` say how its sources are named.

    `delay` is in seconds between requests. `dead` is the day on which the outlet was found closed. `browser` marks outlets whose pages are empty
    without one. `private` allows the outlet's hosts to be in a private network.
    """

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
        is_region = (
            region in home().regions if country == home().code else bool(re.fullmatch(rf"{country or '[A-Z]{2}'}-[A-Z0-9]{{1,3}}", region or ""))
        )
        if region is not None and not is_region:
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

    @cached_property
    def names(self) -> NamedOutlet:
        """The outlet with all its names."""
        return named_outlet(self.name, self.home, self.title.model_dump(), self.languages, self.aliases)

    @property
    def _named(self) -> tuple[str, ...]:
        """The home page and the addresses of the sources on the outlet's own site."""
        kinds = [kind for kind in KINDS.values() if kind.on_site]
        return self.home, *(kind.address(value) for kind in kinds for value in kind.entries(self))

    @cached_property
    def sites(self) -> frozenset[str]:
        """The outlet's own hosts, without `www.`, with the port if it is not the default one."""
        return frozenset(site_of(address) for address in self._named)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """All hosts that the entry names: its own and those of its channels."""
        kinds = [kind for kind in KINDS.values() if not kind.on_site]
        return self.sites | {site_of(kind.address(value)) for kind in kinds for value in kind.entries(self)}
