"""A comment in pieces: nothing in it is markup, and only web addresses lead anywhere."""

from desk.comment_text import TextPiece, comment_pieces


def test_addresses_lead_out_and_colleagues_are_marked() -> None:
    found = comment_pieces("қара (https://a.kz/x?y=1&z=2). @Айгүл, рақмет", ["Айгүл"])
    assert found == [
        TextPiece("қара ("),
        TextPiece("https://a.kz/x?y=1&z=2", href="https://a.kz/x?y=1&z=2"),
        TextPiece("). "),
        TextPiece("@Айгүл", named=True),
        TextPiece(", рақмет"),
    ]


def test_no_other_address_is_a_link() -> None:
    for text in ("javascript:alert(1)", "data:text/html,x", "//a.kz", "ftp://a.kz", "https://", "https://a.kz\u202egpj.exe"):
        assert not [one for one in comment_pieces(text, []) if one.href and one.href != "https://a.kz"], text


def test_the_whole_text_is_there_again() -> None:
    text = "a https://a.kz/ә. b\n\nhttps://b.kz"
    assert "".join(one.href or one.text for one in comment_pieces(text, ["b"])) == text


def test_a_long_address_is_cut_in_what_is_shown_alone() -> None:
    (one,) = comment_pieces("https://a.kz/" + "x" * 500, [])
    assert len(one.text) == 80
    assert len(one.href) == 513
