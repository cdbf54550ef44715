"""The spiders that only look: one for each outlet, and one for a host of no outlet."""

import inspect

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from spiders.config.schema import Outlet
from spiders.looking.looking_spider import looking_spider_at, looking_spider_for


def test_what_check_asks_is_the_first_source_of_the_entry() -> None:
    entry = {"name": "kz_oral", "title": {"kk": "Орал"}, "home": "https://oral.example/", "country": "KZ", "languages": ["kk"]}
    plain, fed = (looking_spider_for(Outlet.model_validate({**entry, "feeds": feeds})) for feeds in ([], ["https://oral.example/rss"]))
    assert "@url https://oral.example/\n" in (inspect.getdoc(plain.check) or "")  # type: ignore[attr-defined]
    assert "@url https://oral.example/rss\n" in (inspect.getdoc(fed.check) or "")  # type: ignore[attr-defined]
    assert plain.name == "kz_oral"


def test_a_look_asks_a_host_no_sooner_than_a_crawl() -> None:
    entry = {"name": "kz_oral", "title": {"kk": "Орал"}, "home": "https://oral.example/", "country": "KZ", "languages": ["kk"], "delay": 7}
    slow = looking_spider_for(Outlet.model_validate(entry))
    settings = Settings({"CONCURRENT_REQUESTS_PER_DOMAIN": 1})
    slow.update_settings(settings)
    assert settings.getfloat("DOWNLOAD_DELAY") == 7
    settings.set("DOWNLOAD_DELAY", "1", priority="cmdline")
    with pytest.raises(UsageError, match="at most every 7 s"):
        slow.update_settings(settings)


def test_a_host_of_no_outlet_is_trusted_as_far_as_it_was_typed() -> None:
    elsewhere = looking_spider_at("http://127.0.0.1:8000/a")
    assert elsewhere.trusted == frozenset({"127.0.0.1:8000"})
    assert elsewhere.outlet is None
