"""For every address there is exactly one spider that looks at it."""

from pathlib import Path

import pytest
from scrapy import Request

from spiders.crawl.spider_loader import OutletLoader, UnknownOutlet
from spiders.looking.looking_loader import LookingLoader
from tests.flows.test_faults import outlet


def test_an_address_is_looked_at_by_the_spider_of_its_outlet_or_of_its_host(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(outlet("kz_own", "https://own.example/"), encoding="utf-8")
    loader = LookingLoader(OutletLoader([tmp_path / "own.yaml"]))
    [own] = loader.find_by_request(Request("https://own.example/1"))
    assert loader.load(own).outlet is not None
    [elsewhere] = loader.find_by_request(Request("https://else.example/1"))
    assert loader.load(elsewhere).trusted == frozenset({"else.example"})
    assert loader.load(elsewhere).outlet is None
    assert loader.list() == ["kz_own"]
    with pytest.raises(UnknownOutlet, match="did you mean kz_own"):
        loader.load("kz_onw")
