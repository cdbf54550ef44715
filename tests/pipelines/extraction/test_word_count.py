"""Words are counted in every script."""

import pytest

from pipelines.extraction.word_count import words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("Редактора не пустили на сессию", 5),
        ("Тілшіні сотқа шақырды — неге?", 5),
        ("اعتقال صحفي في العاصمة أمس", 5),
        ("기자가 법원에 출석했다", 3),
        ("记者在法庭外被拘留", 5),  # nine characters
        ("記者が裁判所で拘束された", 6),  # twelve
        ("ผู้สื่อข่าวถูกจับกุม", 5),  # twenty with their marks
        ("CPJ：记者在法庭外被拘留。", 6),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert words_in(text) == words


def test_an_article_without_spaces_is_as_long_as_one_with_them() -> None:
    assert words_in("警方周二在法院门外拘留了一名报道示威的记者，她的编辑部说。" * 3) > 30
