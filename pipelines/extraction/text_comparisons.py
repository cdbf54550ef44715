"""What a page says elsewhere, compared with the lines that were read: it is taken where the reading lost the article."""

from collections.abc import Container

from pipelines.extraction import extent, opinions, page_kind
from pipelines.extraction.heading import comparable_words, divides
from pipelines.extraction.phrases import ends_article, is_furniture, opens_comments
from pipelines.extraction.text_reading import TextReading
from pipelines.extraction.word_count import words_in

_LOST = 0.4  # of the words that trafilatura finds on the untouched page: with fewer the article was cut away
_SUSPICIOUS = 0.4  # of the prose of the untouched page: with fewer it is worth asking
_SENTENCE, _SENTENCES = 8, 0.7  # words of a line; share of a text's words in whole sentences: a column of headlines has fewer
_FEW, _MANY_CARDS = 60, 4  # words, and teasers of a page that is rather a list: trafilatura would read the teasers


def take_stated_body(state: TextReading) -> None:
    """schema.org's articleBody, if the page shows less than half of it: it is built by scripts, or stands behind a pay wall."""
    heard = opinions.Heard(state.facts.body)
    if heard.words < page_kind.LEAST_WITH_TITLE or 2 * _words(state.lines) >= heard.words:
        return
    if 2 * sum(run.words for run in state.pieces if run.words > 2 and heard.has(run.text)) < heard.words:
        state.lines = _plain_lines(state.facts.body) or state.lines


def take_untouched(state: TextReading) -> None:
    """trafilatura's text of the untouched page, if ours has few of its words: then a name or a heading cut the article away. It is asked only where few
    words are left of the page's prose."""
    kept = _words(state.lines)
    listed = kept < _FEW and (state.prose < _FEW or (state.cards >= _MANY_CARDS and state.facts.kind != "article"))
    if kept < _SUSPICIOUS * state.prose and not listed:
        heads = [run for place, run in enumerate(state.pieces) if run.owner.tag == "h1" and not divides(state.pieces, -1, place)]
        others = {comparable_words(run.text) for run in heads} - {comparable_words(state.facts.title)}
        lines = _plain_lines(opinions.trafilatura_text(state.untouched, fast=False), others)
        if kept < _LOST * _words(lines) and (state.cards < _MANY_CARDS or _tells(lines)):
            state.lines = lines


def _words(lines: list[str]) -> int:
    return sum(map(words_in, lines))


def _tells(lines: list[str]) -> bool:
    """Whether a text is told in sentences. Of an article without a text among teasers trafilatura takes their headlines."""
    sentences = [line for line in lines if words_in(line) >= _SENTENCE and extent.FULL_STOP.search(line)]
    return _words(sentences) >= _SENTENCES * _words(lines)


def _plain_lines(text: str, heads: Container[str] = ()) -> list[str]:
    """The lines of a text up to the first of `heads`, or a heading over comments or other articles, without phrases of the site."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    end = next((place for place, line in enumerate(lines) if place and _ends(line, heads)), len(lines))
    return [line for line in lines[:end] if line and not is_furniture(line)]


def _ends(line: str, heads: Container[str]) -> bool:
    return opens_comments(line) or ends_article(line) or comparable_words(line) in heads
