"""One post of a Telegram channel's preview page becomes an article."""

from datetime import tzinfo

from pipelines.extraction.charset import decode
from pipelines.extraction.language import detect
from pipelines.extraction.reader import Extraction, NotAnArticle, TextBlock
from pipelines.extraction.telegram_page import post_in
from pipelines.items import PageItem
from records.vocabulary import Fate


def extract_post(page: PageItem, *, zone: tzinfo) -> Extraction | NotAnArticle:
    """The post that `page.part` names, as an article whose address is the post's own."""
    kind = next((value for name, value in page.headers if name.lower() == "content-type"), "")
    post = post_in(decode(page.body, kind), page.final_url, page.part) if page.part is not None else None
    if post is None:
        return NotAnArticle(Fate.EMPTY, "the page does not hold the post")
    blocks = tuple(TextBlock(line) for line in post.text.split("\n") if line)
    return Extraction(
        title=post.title,
        blocks=blocks,
        authors=post.authors,
        lang=detect(post.text),
        canonical=None,
        published=post.published.astimezone(zone) if post.published else None,
    )
