"""From the bytes of a page to an article: title, text, authors, language, date. `reader.py` shows the order of the steps."""
