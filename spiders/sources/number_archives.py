"""Archives by number: addresses that hold the number of a page, `{page}`, or of its first entry, `{start:20}` with twenty entries a page. Pure."""

from urllib.parse import urlsplit

from spiders.config.schema import NUMBER_PLACE, SITEMAP_PATH


def is_numbered(template: str) -> bool:
    """Whether an archive's address holds a number, and not a date."""
    return NUMBER_PLACE.search(template) is not None


def is_sitemap(template: str) -> bool:
    """Whether an archive is a sitemap, or sitemaps by number."""
    return (is_numbered(template) or "{" not in template) and SITEMAP_PATH.search(urlsplit(template).path) is not None


def numbered_page(template: str, number: int) -> str:
    """The address of a page of the archive. Pages are counted from 1, entries from 0."""
    return NUMBER_PLACE.sub(lambda found: str((number - 1) * int(found["step"]) if found["step"] else number), template)
