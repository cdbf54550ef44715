"""Looking at single pages with Qorgan's reader, from `scrapy shell`, `parse`, `fetch` and `view`. Nothing is stored, claimed or counted."""
