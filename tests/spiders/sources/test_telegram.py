"""Posts of a channel, by their addresses."""

from records import watched_pages
from spiders.crawl.revisit_spider import post_of
from tests.pipelines.rows import rows


@rows(
    "url, answered, preview",
    [
        ("https://t.me/qala/40", "https://t.me/s/qala?before=60", ("https://t.me/s/qala?before=41", 40)),
        ("https://t.me/qala/40", "https://t.me/s/qala", ("https://t.me/s/qala?before=41", 40)),
        ("https://site.example/news/40", "https://site.example/news/40", None),
        ("https://site.example/s/news/40", "https://site.example/s/news/40", None),
    ],
)
def test_only_a_post_is_sought_on_a_preview_page(url: str, answered: str, preview: tuple[str, int] | None) -> None:
    assert post_of(watched_pages.DueWatch("a", "kz_test", url, answered)) == preview
