"""Which names may mean one person, with the reasons. The pairs were written before the comparison was tuned."""

from collections import Counter
from pathlib import Path

import pytest

from records.i18n import tr
from records.persons.likeness import LIKENESS_LABELS, LIKENESS_REASON_LABELS, Likeness, LikenessReason, liken

_PAIRS = Path(__file__).with_name("name_pairs.tsv").read_text(encoding="utf-8").splitlines()
PAIRS = [(verdict, one, other) for verdict, one, other in (line.split("\t") for line in _PAIRS if line and not line.startswith("#"))]


def test_pairs_of_one_and_of_two_persons_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """Figures over the pairs: a suggestion is whatever is at least likely."""
    assert len(PAIRS) >= 150
    counts = Counter((verdict, liken(one, other).likeness) for verdict, one, other in PAIRS)
    suggested = sum(counts["same", grade] for grade in (Likeness.LIKELY, Likeness.SAME))
    wrong = sum(counts["different", grade] for grade in (Likeness.LIKELY, Likeness.SAME))
    of_one = sum(number for (verdict, _), number in counts.items() if verdict == "same")
    precision, recall = suggested / (suggested + wrong), suggested / of_one
    with capsys.disabled():
        print(f"\npairs of names: {len(PAIRS)}; likely or the same: precision {precision:.3f}, recall {recall:.3f}; {dict(counts)}")
    assert precision == 1.0
    assert recall >= 0.98


def test_pairs_by_another_hand_are_suggested_rightly_if_not_all(capsys: pytest.CaptureFixture[str]) -> None:
    """Case endings, initials and short names are among them, which are no more than possible, or not seen at all."""
    lines = Path(__file__).with_name("name_pairs_unseen.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    suggested = [verdict for verdict, one, other in pairs if liken(one, other).likeness >= Likeness.LIKELY]
    right, of_one = suggested.count("same"), sum(verdict == "same" for verdict, _, _ in pairs)
    with capsys.disabled():
        print(f"\npairs of names by another hand: {len(pairs)}; precision {right / len(suggested):.3f}, recall {right / of_one:.3f}")
    assert right / len(suggested) >= 0.95
    assert right / of_one >= 0.7


@pytest.mark.parametrize(("one", "other"), [(one, other) for verdict, one, other in PAIRS if verdict == "open"])
def test_what_names_alone_cannot_tell_is_never_more_than_possible(one: str, other: str) -> None:
    assert liken(one, other).likeness is Likeness.POSSIBLE


@pytest.mark.parametrize(("one", "other"), [(one, other) for _, one, other in PAIRS])
def test_the_order_of_the_two_names_does_not_matter(one: str, other: str) -> None:
    assert liken(one, other).likeness == liken(other, one).likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness", "reason"),
    [
        ("Бауыржан Жүсіпов", "Жүсіпов Бауыржан", Likeness.SAME, LikenessReason.SPELLING),
        ("Шоқан Уәлиханов", "Chokan Valikhanov", Likeness.SAME, LikenessReason.LETTERS),
        ("Бауыржан Жусупов", "Бауыржан Жүсіпов", Likeness.LIKELY, LikenessReason.NEAR_SURNAME),
        ("Рамазан Есіргеп", "Рамазан Есіргепов", Likeness.LIKELY, LikenessReason.ENDING),
        ("Саша Габченко", "Александр Габченко", Likeness.LIKELY, LikenessReason.VARIANT),
        ("Айгүл Сапарқызы", "Айгүл Сапарқызы Ахметова", Likeness.LIKELY, LikenessReason.FATHER_AS_SURNAME),
        ("Ерлан Серікұлы Қасымов", "Касымов Ерлан Серикович", Likeness.SAME, LikenessReason.FATHER),
        ("Иван Иванович Петров", "Иван Петрович Петров", Likeness.DIFFERENT, LikenessReason.FATHERS_DIFFER),
        ("Б. Жүсіпов", "Бауыржан Жүсіпов", Likeness.POSSIBLE, LikenessReason.INITIAL),
        ("Жүсіпов", "Бауыржан Жүсіпов", Likeness.POSSIBLE, LikenessReason.SURNAME_ONLY),
        ("Б. Жүсіпов", "Б. Жүсіпов", Likeness.POSSIBLE, LikenessReason.INITIAL),
    ],
)
def test_every_grade_has_its_reason(one: str, other: str, likeness: Likeness, reason: LikenessReason) -> None:
    found = liken(one, other)
    assert found.likeness is likeness
    assert reason in found.reasons


def test_a_given_name_alone_is_nobody() -> None:
    assert liken("Бауыржан", "Бауыржан Жүсіпов").likeness is Likeness.DIFFERENT
    assert liken("", "Бауыржан Жүсіпов").likeness is Likeness.DIFFERENT


def test_grades_and_reasons_have_words() -> None:
    assert all(tr(LIKENESS_LABELS[grade]) for grade in Likeness)
    assert all(tr(LIKENESS_REASON_LABELS[reason]) for reason in LikenessReason)
