"""Words of Kazakh, Russian and English texts, as they are looked up: their stems, and one key for all spellings of a word."""
