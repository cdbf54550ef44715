"""The readable difference of two states of a page."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.revisit.page_diff import comparable_text
from reports.page_changes import DiffKind, difference

STREETS = ("Тәуелсіздік", "Бөгенбай", "Жібек жолы", "Абылай", "Сәтпаев", "Мәуленов", "Қонаев", "Желтоқсан")
TITLES = (
    "Редакторды сұраққа шақырды", "Тілшінің камерасын тартып алды", "Журналисті сотқа берді", "Сайтқа шабуыл жасалды", "Редакцияда тінту жүрді",
    "Блогерді тоқтатты", "Тілшіні жиынға кіргізбеді", "Операторды итеріп жіберді",
)  # fmt: skip


def paragraphs(number: int) -> list[str]:
    """Five paragraphs that no other article has."""
    street, name = STREETS[number], TITLES[number].split()[0]
    return [
        f"{street} көшесіндегі ғимаратта сәрсенбі күні болған оқиға туралы {name} деген атпен {number + 3} адам куәлік берді.",
        f"Олардың айтуынша, {street} көшесіне таңғы сағат {number + 7} кезінде екі көлік келіп тоқтаған, ішінен бейтаныс кісілер түскен.",
        f"Қалалық полиция басқармасының баспасөз қызметі {name} жөніндегі сұраққа {number + 2} күннен кейін ғана жауап қайтарды.",
        f"Заңгер бұл жерде {number + 150}-баптың белгілері бар екенін, бірақ іс әлі қозғалмағанын {street} көшесінде тілшілерге түсіндірді.",
        f"Редакция {street} көшесіндегі оқиға бойынша прокуратураға {number + 1} рет арыз бергенін, жауап күтіп отырғанын хабарлады.",
    ]


TEXTS = st.lists(
    st.lists(st.sampled_from(["су", "жол", "көпір", "сот", "хабар", "тілші", "12", "2021", "қала", "іс"]), min_size=1, max_size=9).map(" ".join),
    max_size=6,
).map("\n".join)


@given(TEXTS, TEXTS)
def test_the_pieces_of_a_difference_are_both_texts(before: str, after: str) -> None:
    pieces = difference(before, after, context=None)
    assert (pieces == []) == (comparable_text(before) == comparable_text(after))
    if pieces:
        assert "".join(piece.text for piece in pieces if piece.kind is not DiffKind.ADDED).split() == before.split()
        assert "".join(piece.text for piece in pieces if piece.kind is not DiffKind.REMOVED).split() == after.split()


def test_long_unchanged_stretches_are_folded_and_punctuation_alone_is_no_difference() -> None:
    before = "\n".join(paragraphs(0))
    pieces = difference(before, before.replace("прокуратураға", "сотқа"), context=3)
    assert [piece.text.strip() for piece in pieces] == ["… көшесіндегі оқиға бойынша", "прокуратураға", "сотқа", "1 рет арыз …"]
    assert difference("Ол «келді», деді.", "ол келді - деді") == []
