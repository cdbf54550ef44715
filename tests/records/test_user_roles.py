"""What people and programs may do: each role may do all that the ones before may, and each has its words."""

from records.user_roles import ROLE_LABELS, SCOPE_LABELS, Role, TokenScope


def test_a_role_includes_those_before_it_and_itself() -> None:
    assert [[one.includes(other) for other in Role] for one in Role] == [[True, False, False], [True, True, False], [True, True, True]]


def test_every_role_and_every_scope_has_its_words() -> None:
    assert (set(ROLE_LABELS), set(SCOPE_LABELS)) == (set(Role), set(TokenScope))
