"""What decisions teach beside the lexical judge, and the readings from which they do: those that are kept, and, of articles that lack one, new ones."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from sqlalchemy import Engine

from classify.encoder.kept_reading import KeptReading, unpack
from classify.scoring.taught import Taught
from classify.screen import Screener
from classify.training.decided_articles import as_example
from classify.training.decisions.heads_fit import TaughtText, fit_correction
from records import encoded_articles
from records.database import in_reading, in_transaction
from records.i18n import ntr
from records.model import Article, DecidedArticle, EncodedText

# Articles that are read in one go, and kept.
_TOGETHER = 100


def teach(engine: Engine, screener: Screener, decided: Sequence[DecidedArticle], tell: Callable[[str], None]) -> Taught:
    """What these decisions teach. `screener` reads what lacks a reading by its encoder, which then is kept."""
    readings = readings_of(engine, screener, decided, tell)
    texts = [TaughtText(as_example(one), readings[one.article]) for one in decided if one.article in readings]
    return Taught(fit_correction(screener.encoder, texts))


def readings_of(engine: Engine, screener: Screener, decided: Sequence[DecidedArticle], tell: Callable[[str], None]) -> Mapping[str, KeptReading]:
    """What the encoder alone made of these articles, by their ids. An article that it is never asked about has none."""
    kept = in_reading(engine, lambda session: encoded_articles.kept(session, [one.article for one in decided], screener.encoder))
    lacking = [one for one in decided if one.article not in kept]
    if lacking:
        words = ntr(
            "Reading {n} article of which this encoder's reading is not kept.",
            "Reading {n} articles of which this encoder's readings are not kept.",
            len(lacking),
        )
        tell(words.format(n=len(lacking)))
    for read in _read(screener, lacking):
        in_transaction(engine, lambda session, read=read: encoded_articles.keep(session, read))  # type: ignore[misc]
        kept |= {article: one.numbers for article, one in read.items()}
    return {article: unpack(numbers) for article, numbers in kept.items()}


def _read(screener: Screener, decided: Sequence[DecidedArticle]) -> Iterator[dict[str, EncodedText]]:
    for start in range(0, len(decided), _TOGETHER):
        some = decided[start : start + _TOGETHER]
        read = screener.encoded([Article(one.article, one.text, one.title, one.lang) for one in some])
        yield {one.article: encoded for one, encoded in zip(some, read, strict=True) if encoded}
