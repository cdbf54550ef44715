"""What a process that reads pages is asked to do. It stands apart from what the crawler holds, so that such a process loads neither the database nor the
crawler: a crawler starts several, and each is ready in half the time."""

from pipelines.extraction.reader import Extraction, NotAnArticle, extract
from pipelines.extraction.telegram import extract_post
from pipelines.items import OutletFacts, PageItem


def extract_page(page: PageItem, outlet: OutletFacts) -> Extraction | NotAnArticle:
    """The article on a page, or in one post of a channel's page."""
    if page.part is not None:
        return extract_post(page, zone=outlet.zone)
    return extract(page, zone=outlet.zone, css=outlet.css)
