"""When an article was published: dates as outlets write them, and where on a page they stand."""

from pipelines.dates.page import find_published
from pipelines.dates.reading import read_date, to_iso
from pipelines.dates.zones import outlet_zone

__all__ = ["find_published", "outlet_zone", "read_date", "to_iso"]
