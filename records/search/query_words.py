"""A word that was asked for, in the language of each index. Its keys are small Latin letters and figures alone, so that nothing that was typed is read as a sign."""

from records.words.asked_words import AskedWord


def for_fts5(word: AskedWord) -> str:
    """As SQLite takes it."""
    return " OR ".join((*(f'"{key}"' for key in word.keys), *(f'"{one}" *' for one in word.beginnings)))


def for_tsquery(word: AskedWord) -> str:
    """As PostgreSQL takes it."""
    return " | ".join((*(f"'{key}'" for key in word.keys), *(f"'{one}':*" for one in word.beginnings)))
