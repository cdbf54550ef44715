"""What decisions teach in addition to the lexical judge, from stored readings of the encoder and new ones of articles that lack one.

The weights of the signs of a victim and of one event are refitted only if the held-out half of the decisions is judged no worse; else they stay
unchanged.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Engine

from classify.clustering.rules import SHIPPED_WEIGHTS, PairWeights
from classify.encoder.readings import StoredReading, unpack_reading
from classify.gold.gate import ScoreShare
from classify.scoring.joint import load_joint
from classify.scoring.learned_weights import LearnedWeights
from classify.screen import Screener
from classify.training.corpus import as_example, is_held
from classify.training.decisions import DecidedText, fit_correction, pair_precision_recall, refit_pairs, refit_victims, victim_precision_recall
from classify.training.joint_fit import JudgedPerson, judged_persons
from records import screenings
from records.database import read_with_retry, write_with_retry
from records.event_model import DecidedPair
from records.i18n import ntr, tr
from records.model import Article, DecidedArticle, EncodedText
from records.review.training_labels import decided_pairs

# Articles that are read and stored together.
_TOGETHER = 100
Tell = Callable[[str], None]
Counting = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Shows how many of so many articles were read: what it gives is called with how many more were (`flows.cli.progress_bar.show_progress`)."""


@contextmanager
def uncounted(_count: int) -> Iterator[Callable[[int], None]]:
    """Yield a function that shows nothing."""
    yield lambda _more: None


def learn_weights(
    engine: Engine, screener: Screener, decided: Sequence[DecidedArticle], learned_weights: LearnedWeights, say: Tell, counting: Counting = uncounted
) -> LearnedWeights:
    """Return what these decisions teach.

    `screener` reads articles without a reading by its encoder, which are then stored. `learned_weights` are the active version's.
    """
    training = [article for article in decided if not is_held(article.draft)]
    readings = readings_of(engine, screener, training, say, counting)
    texts = [DecidedText(as_example(article), readings[article.article]) for article in training if article.article in readings]
    pairs = read_with_retry(engine, decided_pairs)
    return LearnedWeights(
        fit_correction(screener.encoder, texts),
        learn_victim_weights(screener, decided, learned_weights.victim, say, counting),
        learn_pair_weights(pairs, learned_weights.pairs, say),
    )


def learn_victim_weights(
    screener: Screener, decided: Sequence[DecidedArticle], current: Mapping[str, float] | None, say: Tell, counting: Counting = uncounted
) -> Mapping[str, float] | None:
    """Return the weights for the signs of a victim refitted on these decisions.

    Returns `current` if more of the held-out victims would be missed, or fewer of those called a victim would be one.
    """
    shipped = load_joint().victim
    judged = [article for article in decided if article.categories]
    people = [
        (is_held(article.draft), person) for article, persons in zip(judged, _persons(screener, judged, counting), strict=True) for person in persons
    ]
    new = refit_victims([person for is_held_out, person in people if not is_held_out], shipped)
    held_people = [person for is_of_held, person in people if is_of_held]
    before = victim_precision_recall(held_people, shipped if current is None else current)
    if is_no_worse(victim_precision_recall(held_people, new), before):
        return new if new != shipped else None
    say(tr("Which signs tell a victim stays as it stands: by what was decided fewer victims of the decisions held back would be right."))
    return current


def learn_pair_weights(decided: Sequence[DecidedPair], pair_weights: PairWeights | None, say: Tell) -> PairWeights | None:
    """Return the weights for the signs of one event refitted on these decisions.

    Returns `pair_weights` if fewer of the held-out pairs that belong together would be joined, or fewer of those joined would belong together. A pair
    that is partly held out also judges.
    """
    held_pairs = [pair for pair in decided if any(map(is_held, pair.drafts))]
    new = refit_pairs([pair for pair in decided if not any(map(is_held, pair.drafts))], SHIPPED_WEIGHTS)
    if is_no_worse(pair_precision_recall(held_pairs, new), pair_precision_recall(held_pairs, pair_weights or SHIPPED_WEIGHTS)):
        return new if new != SHIPPED_WEIGHTS else None
    say(tr("How articles are grouped stays as it stands: by what was decided fewer pairs of the decisions held back would be right."))
    return pair_weights


def is_no_worse(now: Iterable[ScoreShare], before: Iterable[ScoreShare]) -> bool:
    """Return whether no share fell.

    A share without any case, which nobody is called or joined in any more, counts as fallen if there was one before.
    """
    return all(was.value is None or (share.value is not None and share.value >= was.value) for share, was in zip(now, before, strict=True))


def readings_of(
    engine: Engine, screener: Screener, decided: Sequence[DecidedArticle], say: Tell, counting: Counting = uncounted
) -> Mapping[str, StoredReading]:
    """Return the encoder's own readings of these articles, by their ids. An article that the encoder never reads has none."""
    stored = read_with_retry(
        engine, lambda session: screenings.encoded_article(session, [decision.article for decision in decided], screener.encoder)
    )
    lacking = [lacked for lacked in decided if lacked.article not in stored]
    if lacking:
        words = ntr(
            "Reading {n} article of which this encoder's reading is not kept.",
            "Reading {n} articles of which this encoder's readings are not kept.",
            len(lacking),
        )
        say(words.format(n=len(lacking)))
    for read in _read(screener, lacking, counting):
        write_with_retry(engine, lambda session, read=read: screenings.store_encoded_articles(session, read))  # type: ignore[misc]
        stored |= {article: encoded.numbers for article, encoded in read.items()}
    return {article: unpack_reading(numbers) for article, numbers in stored.items()}


def _read(screener: Screener, decided: Sequence[DecidedArticle], counting: Counting) -> Iterator[dict[str, EncodedText]]:
    for part in _parts(decided, counting):
        read = screener.encoded([_article(article) for article in part])
        yield {article.article: encoded for article, encoded in zip(part, read, strict=True) if encoded}


def _persons(screener: Screener, decided: Sequence[DecidedArticle], counting: Counting) -> Iterator[list[JudgedPerson]]:
    """Yield the persons named in each article.

    They are read again each time, because their signs depend on words and rules that change with every version.
    """
    for part in _parts(decided, counting):
        named = screener.signs_of_persons([_article(article) for article in part])
        yield from (judged_persons(article.article, article.victims, persons) for article, persons in zip(part, named, strict=True))


def _parts(decided: Sequence[DecidedArticle], counting: Counting) -> Iterator[Sequence[DecidedArticle]]:
    if not decided:
        return
    with counting(len(decided)) as passed:
        for start in range(0, len(decided), _TOGETHER):
            part = decided[start : start + _TOGETHER]
            yield part
            passed(len(part))


def _article(decided_article: DecidedArticle) -> Article:
    return Article(decided_article.article, decided_article.text, decided_article.title, decided_article.lang)
