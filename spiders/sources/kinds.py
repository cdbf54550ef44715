"""The kinds of source that are known. To add one, import its class and name it here (CONTRIBUTING.md, "Recipe: a kind of source")."""

from spiders.sources.archive import ArchiveSource
from spiders.sources.feed import FeedSource
from spiders.sources.home import HomeSource
from spiders.sources.section import SectionSource
from spiders.sources.sitemap import SitemapSource
from spiders.sources.source_kind import SourceKind
from spiders.sources.telegram import TelegramSource
from spiders.sources.wordpress import WordPressSource

# In this order their fields are in outlet files, and their sources are asked and guessed.
_KINDS: tuple[type[SourceKind], ...] = (
    FeedSource,
    SitemapSource,
    SectionSource,
    TelegramSource,
    WordPressSource,
    ArchiveSource,
    HomeSource,
)
KINDS: dict[str, SourceKind] = {kind.code: kind() for kind in _KINDS}
"""Every kind by its code."""
