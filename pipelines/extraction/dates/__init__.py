"""When an article was published: the forms in which outlets write dates, and where on a page they stand."""

from pipelines.extraction.dates.published import find_published
from pipelines.extraction.dates.read_date import read_date, to_iso

__all__ = ["find_published", "read_date", "to_iso"]
