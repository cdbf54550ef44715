"""Which names may mean one person, with the reasons; nothing is decided. The pairs were written before the comparison was tuned. And the persons in the memory
of one process, which are those of the database whatever was decided since."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from records.errors import QorganError
from records.i18n import tr
from records.incident_model import Victim
from records.persons import victims
from records.persons.decisions import edit_person, mark_separate_persons, merge_persons, undo_person
from records.persons.name_search import NAME_SIMILARITY_LABELS, SIMILARITY_REASON_LABELS, NameSimilarity, SimilarityReason, compare_names
from records.persons.repository import all_persons, new_person
from records.persons.victims import KnownPersons, doubtful_pairs, have_prefixes, lookup_keys, name_keys, reasons_in_words, suggest_persons
from records.tables import PersonNameRow, PersonRow
from tests.records.persons.persons_case import BY, admit_victims


def pairs_of(name: str) -> list[list[str]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


PAIRS = pairs_of("name_pairs.tsv")


def test_pairs_of_one_and_of_two_persons_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """Figures over the pairs: a suggestion is whatever is at least likely."""
    counts = Counter((verdict, compare_names(one, other).likeness) for verdict, one, other in PAIRS)
    suggested = sum(counts["same", grade] for grade in (NameSimilarity.LIKELY, NameSimilarity.SAME))
    wrong = sum(counts["different", grade] for grade in (NameSimilarity.LIKELY, NameSimilarity.SAME))
    of_one = sum(number for (verdict, _), number in counts.items() if verdict == "same")
    precision, recall = suggested / (suggested + wrong), suggested / of_one
    with capsys.disabled():
        print(f"\npairs of names: {len(PAIRS)}; likely or the same: precision {precision:.3f}, recall {recall:.3f}; {dict(counts)}")
    assert len(PAIRS) >= 150
    assert precision == 1.0
    assert recall >= 0.98


def test_pairs_that_somebody_else_wrote_are_suggested_rightly_if_not_all(capsys: pytest.CaptureFixture[str]) -> None:
    """Case endings, initials and short names are among them, which are no more than possible, or not seen at all."""
    pairs = pairs_of("name_pairs_unseen.tsv")
    suggested = [verdict for verdict, one, other in pairs if compare_names(one, other).likeness >= NameSimilarity.LIKELY]
    right, of_one = suggested.count("same"), sum(verdict == "same" for verdict, _, _ in pairs)
    with capsys.disabled():
        print(f"\npairs of names by another hand: {len(pairs)}; precision {right / len(suggested):.3f}, recall {right / of_one:.3f}")
    assert right / len(suggested) >= 0.95
    assert right / of_one >= 0.7


def test_of_every_pair_the_order_does_not_matter_and_names_that_may_be_one_share_a_key() -> None:
    assert [pair for pair in PAIRS if compare_names(pair[1], pair[2]).likeness != compare_names(pair[2], pair[1]).likeness] == []
    assert [pair for pair in PAIRS if pair[0] == "open" and compare_names(*pair[1:]).likeness is not NameSimilarity.POSSIBLE] == [], (
        "names alone cannot tell"
    )
    assert [pair for pair in PAIRS if pair[0] != "different" and not lookup_keys(pair[1]) & lookup_keys(pair[2])] == []


@pytest.mark.parametrize(
    ("one", "other", "likeness", "reason"),
    [
        ("Бауыржан Жүсіпов", "Жүсіпов Бауыржан", NameSimilarity.SAME, SimilarityReason.SPELLING),
        ("Шоқан Уәлиханов", "Chokan Valikhanov", NameSimilarity.SAME, SimilarityReason.LETTERS),
        ("Бауыржан Жусупов", "Бауыржан Жүсіпов", NameSimilarity.LIKELY, SimilarityReason.NEAR_SURNAME),
        ("Рамазан Есіргеп", "Рамазан Есіргепов", NameSimilarity.LIKELY, SimilarityReason.ENDING),
        ("Саша Габченко", "Александр Габченко", NameSimilarity.LIKELY, SimilarityReason.VARIANT),
        ("Айгүл Сапарқызы", "Айгүл Сапарқызы Ахметова", NameSimilarity.LIKELY, SimilarityReason.FATHER_AS_SURNAME),
        ("Ерлан Серікұлы Қасымов", "Касымов Ерлан Серикович", NameSimilarity.SAME, SimilarityReason.FATHER),
        ("Иван Иванович Петров", "Иван Петрович Петров", NameSimilarity.DIFFERENT, SimilarityReason.FATHERS_DIFFER),
        ("Б. Жүсіпов", "Бауыржан Жүсіпов", NameSimilarity.POSSIBLE, SimilarityReason.INITIAL),
        ("Жүсіпов", "Бауыржан Жүсіпов", NameSimilarity.POSSIBLE, SimilarityReason.SURNAME_ONLY),
        ("Б. Жүсіпов", "Б. Жүсіпов", NameSimilarity.POSSIBLE, SimilarityReason.INITIAL),
    ],
)
def test_every_grade_has_its_reason(one: str, other: str, likeness: NameSimilarity, reason: SimilarityReason) -> None:
    found = compare_names(one, other)
    assert (found.likeness, reason in found.reasons) == (likeness, True)


def test_a_given_name_alone_is_nobody_and_grades_and_reasons_have_words() -> None:
    assert [compare_names(one, "Бауыржан Жүсіпов").likeness for one in ("Бауыржан", "")] == [NameSimilarity.DIFFERENT, NameSimilarity.DIFFERENT]
    assert all(tr(NAME_SIMILARITY_LABELS[grade]) for grade in NameSimilarity)
    assert all(tr(SIMILARITY_REASON_LABELS[reason]) for reason in SimilarityReason)


def test_a_name_is_suggested_with_reasons_and_the_likeliest_first(session: Session) -> None:
    names = ("Бауыржан Жүсіпов", "Нурлан Жүсіпов", "Бауыржан Әлиев")
    admit_victims(session, tuple(Victim(name, outlet="Орда" if name == names[0] else "") for name in names), (Victim("Б. Жүсіпов"),))
    first, second = suggest_persons(all_persons(session), "Бауыржан Жусупов", "Orda.kz")
    assert (first.person.id, first.spelling, first.likened.likeness) == (1, names[0], NameSimilarity.LIKELY)
    assert (second.person.id, second.likened.likeness) == (4, NameSimilarity.POSSIBLE)
    assert first.likened.reasons == (SimilarityReason.NEAR_SURNAME, SimilarityReason.OTHER_OUTLET)
    assert reasons_in_words(first.likened) == "; ".join(tr(SIMILARITY_REASON_LABELS[reason]) for reason in first.likened.reasons)
    assert suggest_persons(all_persons(session), "Кто Угодно") == []


def test_the_outlet_makes_an_initial_likely_and_another_outlet_leaves_nothing_sure(session: Session) -> None:
    admit_victims(session, (Victim("Бауыржан Жүсіпов", outlet="Орда"),))
    (initial,) = suggest_persons(all_persons(session), "Б. Жүсіпов", "Орда")
    assert (initial.likened.likeness, initial.likened.reasons) == (NameSimilarity.LIKELY, (SimilarityReason.INITIAL, SimilarityReason.SAME_OUTLET))
    (same,) = suggest_persons(all_persons(session), "Бауыржан Жүсіпов", "Власть")
    assert (same.likened.likeness, same.likened.reasons) == (NameSimilarity.LIKELY, (SimilarityReason.SPELLING, SimilarityReason.OTHER_OUTLET))


def test_pairs_who_may_be_one_are_listed_until_somebody_decides(session: Session) -> None:
    names = ("Бауыржан Жүсіпов", "Шоқан Уәлиханов", "Бауыржан Жусупов", "Chokan Valikhanov", "Б. Жусупов")
    admit_victims(session, *((Victim(name),) for name in names))
    pairs = [(pair.first.id, pair.second.id, pair.likened.likeness) for pair in doubtful_pairs(all_persons(session))]
    assert pairs == [(2, 4, NameSimilarity.SAME), (1, 3, NameSimilarity.LIKELY), (1, 5, NameSimilarity.POSSIBLE), (3, 5, NameSimilarity.POSSIBLE)]
    found = [[(pair.first.id, pair.second.id) for pair in doubtful_pairs(all_persons(session), of)] for of in ({4}, {1, 2}, {9}, ())]
    assert found == [[(2, 4)], [(2, 4), (1, 3), (1, 5)], [], []], "of some persons those with one of them, the likeliest first"
    merge_persons(session, 3, 1, **BY)
    mark_separate_persons(session, 5, 1, **BY)
    assert [(pair.first.id, pair.second.id) for pair in doubtful_pairs(all_persons(session))] == [(2, 4)]


NAMES = ("Гүлнар Сапарқызы", "Gulnar Saparkyzy", "Гүлмира Ахметова", "Гульмира Ахметова", "Бауыржан Жүсіпов", "Бауыржан Жусупов", "Олег Ким 7")


@pytest.fixture
def seven(engine: Engine) -> Iterator[Session]:
    """A session that may commit; seven victims are admitted."""
    with Session(engine) as made:
        admit_victims(made, *((Victim(name, "", f"Орда {at % 2}"),) for at, name in enumerate(NAMES)))
        made.commit()
        yield made


def all_that_is_told(session: Session, known: KnownPersons) -> object:
    """Everything that can be asked."""
    return (
        known.everybody(session),
        [[one.id for one in known.beginning(session, name_keys(typed))] for typed in ("Гүл", "saparq", "жүс б", "Ким", "7", "петр")],
        [[one.id for one in known.sounding_like(session, [name])] for name in NAMES],
        sorted(known.outlets(session)),
        [[one.id for one in known.with_ids(session, [id])] for id in range(9)],
    )


def test_a_name_is_found_by_its_beginnings_in_any_order_and_spelling(seven: Session) -> None:
    known = KnownPersons()

    def names(typed: str) -> list[str]:
        return [one.name for one in known.beginning(seven, name_keys(typed))]

    assert names("сапарк гул") == names("Saparq") == list(NAMES[:2])
    assert names("гүлм") == list(NAMES[2:4])
    assert names("Ким 7") == names("7") == [NAMES[6]]
    assert names("Ким Ким") == names("апарк") == [], "each word once, and from its beginning"


def test_whoever_may_be_one_with_somebody_sounds_like_her(seven: Session) -> None:
    known = KnownPersons()
    everybody = known.everybody(seven)
    pairs = doubtful_pairs(everybody)
    assert pairs
    for person in everybody:
        near = known.sounding_like(seven, person.all_names)
        mine = [pair for pair in pairs if person.id in (pair.first.id, pair.second.id)]
        assert doubtful_pairs(near, {person.id}) == doubtful_pairs(everybody, {person.id}) == mine


def test_what_is_decided_is_followed_as_if_all_were_read_again(seven: Session) -> None:
    chance, known, done = random.Random(5), KnownPersons(), 0
    for _ in range(30):
        one, other = chance.sample(range(1, 8), 2)
        name = f"{chance.choice(NAMES)}а"
        acts: list[Callable[[], object]] = [
            partial(merge_persons, seven, one, other, **BY),
            partial(mark_separate_persons, seven, one, other, **BY),
            partial(edit_person, seven, one, {"spellings": f"{name}\n{NAMES[one - 1]}"}, **BY),
            partial(undo_person, seven, one, **BY),
            partial(new_person, seven, [{"name": name, "outlet": "Дала"}], **BY),
        ]
        try:
            chance.choice(acts)()
        except QorganError:
            seven.rollback()
            continue
        seven.commit()
        done += 1
        assert all_that_is_told(seven, known) == all_that_is_told(seven, KnownPersons())
    assert done > 10


def test_only_those_who_are_named_since_are_read_again(seven: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    known, whole = KnownPersons(), count()
    monkeypatch.setattr(victims, "all_persons", lambda session: [all_persons(session), next(whole)][0])
    known.everybody(seven)
    new_person(seven, [{"name": "Анна Новая"}], **BY)
    merge_persons(seven, 2, 1, **BY)
    seven.commit()
    names = [one.name for one in known.everybody(seven)]
    assert ("Анна Новая" in names, NAMES[1] in names, next(whole)) == (True, False, 1)


def test_records_that_went_without_the_ledger_are_noticed_with_its_next_row(seven: Session) -> None:
    known = KnownPersons()
    known.everybody(seven)
    seven.execute(delete(PersonNameRow).where(PersonNameRow.person_id == 7))
    seven.execute(delete(PersonRow).where(PersonRow.id == 7))
    merge_persons(seven, 2, 1, **BY)
    seven.commit()
    assert NAMES[6] not in [one.name for one in known.everybody(seven)]


def test_each_word_that_is_sought_begins_a_word_of_its_own() -> None:
    assert have_prefixes(("AkmEt", "gUlmIrA"), ("gUl", "Ak"))
    assert have_prefixes(("a",), ())
    assert not have_prefixes(("AkmEt",), ("Ak", "Ak"))
    assert not have_prefixes(("AkmEt",), ("kmEt",))
