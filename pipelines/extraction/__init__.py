"""Extraction of an article from a page's bytes: title, text, authors, language, date. `reader.py` shows the order of the steps."""
