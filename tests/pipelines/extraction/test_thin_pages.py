"""Articles with no text, or with one short sentence, stand among all the furniture of their outlet: what is around them is not taken for their text."""

from datetime import UTC

import pytest

from pipelines.extraction.reader import NotAnArticle, extract
from pipelines.items import Css, PageItem
from tests.conftest import NOW
from tests.press.model import Ask, Site, Snare
from tests.press.press import build_press

THIN = [
    (site, snare)
    for seed in (7, 11)
    for site in build_press(seed=seed, articles=14, now=NOW).sites
    for snare in site.snares
    if snare.name in ("empty article", "article of one short sentence")
]


@pytest.mark.parametrize(("site", "snare"), THIN, ids=lambda one: one.name)
def test_a_page_without_a_text_is_no_article(site: Site, snare: Snare) -> None:
    (path,) = snare.paths
    reply = site.answer(Ask(path, {}, {}, 1))
    address = f"https://press.example{path}"
    page = PageItem(site.name, address, address, 200, (("Content-Type", "text/html; charset=utf-8"),), reply.body, NOW)
    found = extract(page, zone=UTC, css=Css())
    assert isinstance(found, NotAnArticle)
    assert found.fate.value in snare.fates
