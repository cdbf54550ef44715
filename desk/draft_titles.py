"""The title of a draft for the reader: in her own language where a person wrote one or an article has one, else the headline with its language."""

from collections.abc import Iterable, Mapping
from typing import Any

from records.i18n import reader_language
from records.incident_texts.texts import TextSourceArticle, best_headline, title_language


def draft_title(proposal: Mapping[str, Any], articles: Iterable[TextSourceArticle]) -> tuple[str, str]:
    """Return the title and its language.

    `proposal` is the machine's proposal with a person's corrections applied. The title is never made from the fields, because they are judged against the
    headline.
    """
    own, title = reader_language(), str(proposal.get("title") or "")
    lang = title_language(title, str(proposal.get("lang") or ""))
    if own == lang:
        return title, lang
    if words := (proposal.get("titles") or {}).get(own):
        return str(words), own
    words, _ = best_headline(articles, own)
    return (words, own) if words else (title, lang)
