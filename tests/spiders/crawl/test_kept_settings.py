"""Settings may be overridden, but for those with which pages would be asked for without manners or be no evidence."""

from typing import Any

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from spiders import scrapy_settings
from spiders.crawl.kept_settings import keep_ours, not_faster


def overridden(**given: Any) -> Settings:
    settings = Settings()
    settings.setmodule(scrapy_settings, priority="project")
    settings.setdict(given, priority="cmdline")
    return settings


def test_what_is_added_stands_beside_ours() -> None:
    settings = overridden(
        ITEM_PIPELINES='{"a.Later": 900}', EXTENSIONS={"a.Extension": 1}, RETRY_TIMES="5", DOWNLOAD_TIMEOUT="60", ROBOTSTXT_OBEY="True"
    )
    keep_ours(settings, vars(scrapy_settings))
    assert settings.getdict("ITEM_PIPELINES") == {**scrapy_settings.ITEM_PIPELINES, "a.Later": 900}
    assert settings.getdict("EXTENSIONS") == {**scrapy_settings.EXTENSIONS, "a.Extension": 1}
    assert settings.getint("RETRY_TIMES") == 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ROBOTSTXT_OBEY", "False"),
        ("ROBOTSTXT_USER_AGENT", "Mozilla"),
        ("USER_AGENT", "Mozilla/5.0"),
        ("DEFAULT_REQUEST_HEADERS", '{"User-Agent": "Mozilla/5.0"}'),
        ("DOWNLOAD_VERIFY_CERTIFICATES", "0"),
        ("HTTPCACHE_ENABLED", "True"),
        ("HTTPPROXY_ENABLED", "1"),
        ("TWISTED_DNS_RESOLVER", "scrapy.resolver.CachingThreadedResolver"),
        ("DOWNLOAD_HANDLERS", '{"file": "scrapy.core.downloader.handlers.file.FileDownloadHandler"}'),
        ("ITEM_PIPELINES", '{"pipelines.scrapy_pipelines.PagePipeline": null}'),
        ("EXTENSIONS", '{"spiders.crawl.outlet_run.OutletRunExtension": null}'),
        ("DOWNLOADER_MIDDLEWARES", '{"spiders.downloader.rate_limit.RateLimitMiddleware": null}'),
    ],
)
def test_manners_and_evidence_stay_and_one_line_says_why(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"^{name} stays as it is: .+$"):
        keep_ours(overridden(**{name: value}), vars(scrapy_settings))


def test_a_host_may_be_asked_less_often_and_never_more_often() -> None:
    not_faster(overridden(DOWNLOAD_DELAY="8"), 5.0)
    not_faster(overridden(DOWNLOAD_DELAY="0", CONCURRENT_REQUESTS_PER_DOMAIN="8"), 0.0)
    for given in ({"DOWNLOAD_DELAY": "1"}, {"DOWNLOAD_DELAY": "8", "CONCURRENT_REQUESTS_PER_DOMAIN": "4"}):
        with pytest.raises(UsageError, match="at most every 5 s"):
            not_faster(overridden(**given), 5.0)
