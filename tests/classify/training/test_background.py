"""Real news as numbers beside the corpus: what is kept of it and what is not."""

from collections import Counter
from pathlib import Path

from classify.opened_article import first_section
from classify.scoring.prefilter import beginnings
from classify.training.background import LEAST_ARTICLES, load_background, trains, write_background
from classify.training.corpus import read_corpus
from records.model import Article


def test_the_real_news_beside_the_corpus_holds_no_text_and_no_rare_word() -> None:
    beside = load_background()
    assert len(beside.examples) == len(beside.features) == len(beside.words) > 2000
    assert not any(example.text or example.title for example in beside.examples)
    assert not any(name.startswith("door:") for found in beside.features for name in found)
    articles = Counter(
        word for example in read_corpus() for word in beginnings(first_section(Article("1", example.text, example.title, example.lang)))
    )
    kept = {word for words in beside.words for word in words}
    assert len(kept) > 5000
    assert [word for word in kept if articles[word] < LEAST_ARTICLES] == []


def test_a_text_that_measures_and_a_share_alike_one_are_not_learned_from(tmp_path: Path) -> None:
    def row(number: int, licence: str) -> dict[str, str]:
        return {"id": f"x{number}", "lang": "ru", "text": "Журналиста избили у редакции.", "title": "", "licence": licence}

    rows = [row(number, "MIT") for number in range(20)]
    known = frozenset({"act:ATT", "door:избили"})
    file = tmp_path / "b.npz"
    assert write_background(rows, [], known, file) == sum(trains(one["id"]) for one in rows)
    assert write_background([row(number, "CC BY-SA 4.0") for number in range(20)], rows, known, file) == sum(trains(one["id"]) for one in rows)
    read = load_background(file)
    assert {name for found in read.features for name in found} == {"act:ATT"}
    assert read.words[0] == {"избили"}
    assert all(example.telling and example.real and not example.described for example in read.examples if example.telling)
