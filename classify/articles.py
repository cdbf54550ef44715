"""Articles ready for reading: cleaned, in a supported language, with Kazakh in Cyrillic."""

from dataclasses import dataclass, replace
from pathlib import Path

from classify.matching.lexicon import LEXICA
from classify.matching.matches import Matches
from classify.text.spacy_pipelines import Kind, pipeline
from classify.text.words import CleanText, clean_text, full_text, sections
from records.language.script import Script, arabic_to_cyrillic, find_language, latin_to_cyrillic
from records.model import Article


@dataclass(frozen=True)
class PreparedArticle:
    """An article as it is read; offsets in `clean` map back to the text that the outlet printed.

    `kind` says whether its Kazakh was written in another alphabet, and is compared with spelling differences folded.
    """

    article: Article
    script: Script
    clean: CleanText

    @property
    def kind(self) -> Kind:
        return self.script.lang, self.script.lang == "kk" and self.script.alphabet != "cyrillic"


def matches_of(article: Article, lexica: Path = LEXICA) -> Matches | None:
    """Return the matches in the first section of an article, on any subject.

    None for a text in an unsupported language.
    """
    opened = prepare_article(article)
    if opened is None:
        return None
    marks: Matches = pipeline(opened.kind, lexica)(_first_section(opened))._.marks
    return marks


def first_section(article: Article) -> str:
    """Return the text of the first section, as it is read; empty for a text in an unsupported language."""
    opened = prepare_article(article)
    return _first_section(opened) if opened else ""


def _first_section(opened: PreparedArticle) -> str:
    start, end = next(iter(sections(opened.clean.clean)))
    return opened.clean.clean[start:end]


def prepare_article(article: Article) -> PreparedArticle | None:
    """Return the article ready for reading; None for a text in an unsupported language."""
    clean = clean_text(full_text(article))
    script = find_language(clean.clean, article.lang)
    if not script.lang:
        return None
    opened = PreparedArticle(article, script, clean)
    return replace(opened, clean=_to_cyrillic(clean, script)) if script.lang == "kk" and script.alphabet in ("latin", "arabic") else opened


def _to_cyrillic(clean: CleanText, script: Script) -> CleanText:
    text, origin = (latin_to_cyrillic if script.alphabet == "latin" else arabic_to_cyrillic)(clean.clean)
    before, origin = clean.origin, [*origin, len(clean.clean)]
    return CleanText(text, origin if before is None else [before[at] for at in origin])
