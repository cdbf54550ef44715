"""The home page of an outlet: its own links, and the sources that it names."""

from dataclasses import replace

from records.i18n import gettext_noop
from spiders.sources.feed import FeedSource
from spiders.sources.list_pages import OutletSource
from spiders.sources.section import SectionSource, home_feeds, home_sections
from spiders.sources.source_kind import SourceAnswer, SourceContent
from spiders.sources.wordpress import WordPressSource, api_root


class HomeSource(SectionSource):
    """The home page, read for its feeds, its WordPress, its menus, and its links that look like articles. It needs no field."""

    code = "home"
    label = gettext_noop("home page")
    field = ""
    meaning = ""
    title = ""
    proposed = False
    rank = 4

    def read(self, answer: SourceAnswer) -> SourceContent:
        sources = [OutletSource(FeedSource.code, feed) for feed in home_feeds(answer.page, answer.url)]
        if root := api_root(answer.page, answer.url):
            sources.append(OutletSource(WordPressSource.code, root))
        return replace(super().read(answer), sources=sources, sections=home_sections(answer.page, answer.url))
