"""Looking at single pages with the reader of Qorgan, from `scrapy shell`, `parse`, `fetch` and `view`. Nothing is stored, claimed or counted."""
