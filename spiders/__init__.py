"""From site to page: outlets as data, one strategy per kind of source."""
