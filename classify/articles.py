"""An article ready to be read: cleaned, in a language that is read, with Kazakh in Cyrillic."""

from dataclasses import dataclass, replace
from pathlib import Path

from classify.matching.lexicon import LEXICA
from classify.matching.matches import Matches
from classify.text.script import Script, arabic_to_cyrillic, find_language, latin_to_cyrillic
from classify.text.spacy_pipelines import Kind, pipeline
from classify.text.words import CleanText, clean_text, full_text, sections
from records.model import Article


@dataclass(frozen=True)
class OpenedArticle:
    """An article as it is read; offsets of `clean` lead back to what the outlet printed. `kind` says whether its Kazakh is in letters other than its own, and read with
    their differences folded."""

    article: Article
    script: Script
    clean: CleanText

    @property
    def kind(self) -> Kind:
        return self.script.lang, self.script.lang == "kk" and self.script.alphabet != "cyrillic"


def matches_of(article: Article, lexica: Path = LEXICA) -> Matches | None:
    """The matches in the first section of an article, whatever it is about. None for a text in another language."""
    opened = open_article(article)
    if opened is None:
        return None
    marks: Matches = pipeline(opened.kind, lexica)(_first_section(opened))._.marks
    return marks


def first_section(article: Article) -> str:
    """The text of the first section, as it is read. Empty for a text in another language."""
    opened = open_article(article)
    return _first_section(opened) if opened else ""


def _first_section(opened: OpenedArticle) -> str:
    start, end = next(iter(sections(opened.clean.clean)))
    return opened.clean.clean[start:end]


def open_article(article: Article) -> OpenedArticle | None:
    """The article ready to be read; None for a text in another language."""
    clean = clean_text(full_text(article))
    script = find_language(clean.clean, article.lang)
    if not script.lang:
        return None
    opened = OpenedArticle(article, script, clean)
    return replace(opened, clean=_to_cyrillic(clean, script)) if script.lang == "kk" and script.alphabet in ("latin", "arabic") else opened


def _to_cyrillic(clean: CleanText, script: Script) -> CleanText:
    text, origin = (latin_to_cyrillic if script.alphabet == "latin" else arabic_to_cyrillic)(clean.clean)
    before, origin = clean.origin, [*origin, len(clean.clean)]
    return CleanText(text, origin if before is None else [before[at] for at in origin])
