"""A picture of a stored page is drawn from its bytes alone, whatever the page wants."""

import asyncio
import io

import pytest
from PIL import Image

from pipelines.evidence.reading import StoredPage
from spiders.screenshots import stored_page_screenshot
from spiders.screenshots.stored_page_screenshot import MOST_HEIGHT, WIDTH, ScreenshotFailed, take_screenshot
from tests.spiders.web_site import Answer, Site

pytestmark = pytest.mark.usefixtures("processes")

GREEN = (0, 128, 0)


def drawn(page: str, url: str = "https://kz-dala.example/news/1") -> Image.Image:
    stored = StoredPage(url, 200, (("Content-Type", "text/html; charset=utf-8"),), page.encode(), "2026-11-24T06:00:00Z", 0)
    return Image.open(io.BytesIO(asyncio.run(take_screenshot(stored, "auto")))).convert("RGB")


def test_scripts_are_off_and_nothing_is_asked_of_anybody() -> None:
    site = Site(lambda _: Answer("<body style='background:red'>"))
    away = site.url
    try:
        picture = drawn(
            f"<head><meta http-equiv=refresh content='0;url={away}/refresh'><link rel=stylesheet href='{away}/style'><link rel=preconnect href='{away}'>"
            f"<link rel=prefetch href='{away}/prefetch'><style>@import url({away}/import); body {{ background: green }}</style></head>"
            f"<body><img src='{away}/img'><iframe src='{away}/frame'></iframe><object data='{away}/object'></object><video src='{away}/video'></video>"
            f"<script>document.body.style.background = 'red'; fetch('{away}/fetch')</script><script src='{away}/script'></script>",
            url=f"{away}/news/1",
        )
    finally:
        site.close()
    assert site.asked == []
    assert picture.getpixel((WIDTH - 5, 700)) == GREEN


def test_a_page_of_a_million_points_is_drawn_to_a_bound() -> None:
    picture = drawn("<body style='margin:0;background:green'><div style='height:1000000px'></div>")
    assert picture.size == (WIDTH, MOST_HEIGHT)
    assert picture.getpixel((5, MOST_HEIGHT - 5)) == GREEN


def test_a_page_that_takes_too_long_or_is_too_large_has_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_page_screenshot, "MOST_BYTES", 10)
    with pytest.raises(ScreenshotFailed, match=" 0 MB"):
        drawn("<p>x")
    monkeypatch.setattr(stored_page_screenshot, "TIMEOUT_SECONDS", 0.01)
    with pytest.raises(ScreenshotFailed, match=" 0 s"):
        drawn("<p>x")


def test_without_a_browser_there_is_no_picture() -> None:
    stored = StoredPage("https://kz-dala.example/", 200, (), b"<p>x", "", 0)
    with pytest.raises(ScreenshotFailed):
        asyncio.run(take_screenshot(stored, ""))
