"""The job of a reader process.

It is a separate module so that such a process loads neither the database nor the crawler and starts in half the time.
"""

from pipelines.extraction.reader import Extraction, NotAnArticle, extract
from pipelines.extraction.telegram import extract_post
from pipelines.items import OutletFacts, PageItem


def extract_page(page: PageItem, outlet: OutletFacts) -> Extraction | NotAnArticle:
    """Return the article on a page, or in one post of a channel's page."""
    if page.post_number is not None:
        return extract_post(page, zone=outlet.zone)
    return extract(page, zone=outlet.zone, css=outlet.css)
