"""Variations of the corpus: the same story with other things around it. Deterministic: one seed gives one set.

What changes is what must not matter: the length, the title, the order of the other paragraphs, the clutter of sites, the ordinary news around it, a
missing introduction. An incident that stands in one sentence is also put into an ordinary article (buried), and taken out of its own (an article that
is left without its incident is none).
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from classify.training.corpus import Example
from records.vocabulary import ScreeningLabel

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
# Lines as sites leave them in a text; ours, after the kinds that are common.
_CLUTTER = {
    "kk": ("Бөлісу: WhatsApp Telegram", "Пікір қалдыру", "Оқи отырыңыз:", "USD 521,4 EUR 566,1 RUB 5,2", "Қаралды: 1248", "Тағы да оқыңыз", "Telegram арнамызға жазылыңыз!"),
    "ru": ("Поделиться: Facebook Telegram", "Оставить комментарий", "Читайте также:", "USD 521,4 EUR 566,1 RUB 5,2", "Просмотров: 1248", "Подписывайтесь на наш канал", "Фото из открытых источников"),
    "en": ("Share this article", "Leave a comment", "Read also:", "USD 521.4 EUR 566.1 RUB 5.2", "Views: 1248", "Follow us on Telegram", "Photo: archive"),
}  # fmt: skip


def variations(examples: Sequence[Example], seed: int, each: int) -> Iterator[Example]:
    """`each` variations of every article, in the order of the articles."""
    ordinary = {lang: [one for one in examples if one.lang == lang and one.label is ScreeningLabel.NONE] for lang in _CLUTTER}
    for example in examples:
        for number in range(each):
            # The random numbers depend on the article alone, so that a new article does not change the variations of others.
            dice = random.Random(f"{seed} {example.id} {number}")  # noqa: S311  (no secret)
            varied = _vary(example, ordinary[example.lang], dice)
            yield replace(varied, id=f"{example.id}~{number}", origin=example.id)


def _vary(example: Example, ordinary: Sequence[Example], dice: random.Random) -> Example:
    kind = dice.random()
    if kind < 0.2:
        return _brief(example, dice)
    if example.telling and kind < 0.4 and (found := _grounds(example)):
        return _without(example, found) if kind < 0.25 else _buried(example, found, dice.choice(ordinary), dice)
    paragraphs = example.text.split("\n")
    if kind < 0.6 and len(paragraphs) > 2:
        head, *rest = paragraphs
        dice.shuffle(rest)
        paragraphs = [head, *rest]
    if kind > 0.8:
        other = dice.choice(ordinary).text.split("\n")
        paragraphs += [dice.choice(other)] if example.telling or kind > 0.9 else []
    for _ in range(dice.randrange(3)):
        paragraphs.insert(dice.randrange(len(paragraphs) + 1), dice.choice(_CLUTTER[example.lang]))
    title = "" if dice.random() < 0.3 else example.title
    return replace(example, title=title, text="\n".join(paragraphs))


def _brief(example: Example, dice: random.Random) -> Example:
    """The article as a line of a digest or a post: the sentences with its reasons, or one or two sentences of an article without any."""
    sentences = [sentence for paragraph in example.text.split("\n") for sentence in _SENTENCE_END.split(paragraph) if sentence.strip()]
    if example.telling:
        kept = [sentence for sentence in sentences if any(words in sentence for words in example.spans)]
    else:
        start = dice.randrange(len(sentences))
        kept = sentences[start : start + dice.randrange(1, 3)]
    return replace(example, title="", text=" ".join(kept)) if kept else example


def _grounds(example: Example) -> str | None:
    """The one sentence with all reasons of an incident; None if they stand in several."""
    sentences = [sentence for paragraph in example.text.split("\n") for sentence in _SENTENCE_END.split(paragraph)]
    return next((sentence for sentence in sentences if example.spans and all(words in sentence for words in example.spans)), None)


def _buried(example: Example, grounds: str, ordinary: Example, dice: random.Random) -> Example:
    """The sentence of the incident put into an ordinary article, mostly at its end."""
    paragraphs = ordinary.text.split("\n")
    paragraphs.insert(len(paragraphs) if dice.random() < 0.6 else dice.randrange(1, len(paragraphs) + 1), grounds)
    return replace(example, title=ordinary.title, text="\n".join(paragraphs))


def _without(example: Example, grounds: str) -> Example:
    """The article without its incident and without what follows from it. What stood before is another story."""
    before = example.text.partition(grounds)[0].rstrip()
    if len(before.split()) < 25:
        return example
    return replace(example, title="", text=before, label=ScreeningLabel.NONE, categories=(), spans=())
