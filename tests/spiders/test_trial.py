"""A trial of an outlet asks a few sources and articles at everybody's pace, and its result crosses from one process to another as a line of JSON."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipelines.items import Hints
from records.vocabulary import Cause, Fate
from spiders.config.schema import Outlet
from spiders.crawl.outlet_spider import OutletSpider
from spiders.downloader.rate_limit import RateLimitMiddleware
from spiders.sources.visit import ArticleRequest
from spiders.trial.trial_result import HOSTS_VARIABLE, ArticleTried, PageTried, TrialResult, result_from, result_line
from spiders.trial.trial_spider import MOST_ARTICLES, SharedPaceMiddleware, TrialSpider, trial_spider_for
from tests.pipelines.rows import rows

RESULT = TrialResult(
    answered=False, cause=Cause.EMPTY, served=(("feed", "https://x.example/rss", True),), links=3,
    pages=(PageTried("https://x.example/rss", Fate.LISTING, source=True),),
    articles=(ArticleTried("https://x.example/1", "Қазақша", "kk", "2026-11-24", "сөз"),), stopped="time",
)  # fmt: skip


def test_a_result_comes_back_as_it_was() -> None:
    line = result_line(RESULT)
    assert "\n" not in line
    assert result_from(json.loads(line)["result"]) == RESULT
    assert RESULT.good


@rows("wrong", [{}, {"answered": True}, {**json.loads(result_line(RESULT))["result"], "pages": [{"url": "x", "fate": "nonsense", "source": 1}]}])
def test_what_is_no_result_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a result|nonsense"):
        result_from(wrong)


OUTLET = Outlet.model_validate({"name": "kz_x", "title": {"ru": "x"}, "home": "https://x.example/", "country": "KZ", "languages": ["ru"]})


def test_after_a_few_articles_no_more_are_asked_and_it_does_not_wait_for_further_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OutletSpider, "__init__", lambda self, **kwargs: None)
    monkeypatch.setattr(OutletSpider, "_sent", lambda self, following: iter(list(following)))
    went_on: list[int] = []
    monkeypatch.setattr(OutletSpider, "_idle", lambda self: went_on.append(1))
    spider: TrialSpider = trial_spider_for(OUTLET)()
    spider._idle()
    sent = list(spider._sent(ArticleRequest(f"https://x.example/{n}", Hints()) for n in range(100)))
    spider._idle()
    assert len(sent) == MOST_ARTICLES
    assert went_on == [1]


def test_the_pace_is_kept_in_the_database_that_all_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crawler = SimpleNamespace(
        settings=SimpleNamespace(getfloat=lambda name: 1.0), spider=SimpleNamespace(resources=SimpleNamespace(engine="own"), stopped=None)
    )
    monkeypatch.setenv(HOSTS_VARIABLE, f"sqlite:///{tmp_path / 'shared.db'}")
    shared = SharedPaceMiddleware.from_crawler(crawler)
    assert isinstance(shared, RateLimitMiddleware)
    assert "shared.db" in str(shared.shared_engine().url)
    monkeypatch.delenv(HOSTS_VARIABLE)
    assert shared.shared_engine() == "own"  # type: ignore[comparison-overlap]
