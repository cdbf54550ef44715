"""The public site: static pages in every language of the product, made from confirmed incidents (docs/decisions/0041-public-site.md)."""

from reports.site.build import BuiltSite, SiteRequest, build_site, note_site
from reports.site.site_files import SiteNotWritten
from reports.site.site_folder import ForeignFolder, SiteFolder

__all__ = ["BuiltSite", "ForeignFolder", "SiteFolder", "SiteNotWritten", "SiteRequest", "build_site", "note_site"]
