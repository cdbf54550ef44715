"""In which languages the screening reads articles. In which languages people read the product is another list: `records.i18n.LANGUAGES`."""

# ISO 639-1. A language here has a lexicon (`classify/lexica`), articles in the corpus and a reading of its grammar in `classify`.
SCREENING_LANGUAGES = ("kk", "ru", "en")
