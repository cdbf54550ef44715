"""The styles of a .docx."""

import docx

from reports.publications.docx_styles import set_styles


def test_a_style_of_word_is_replaced_and_not_doubled() -> None:
    made = docx.Document()
    before = len(made.styles)
    set_styles(made, "kk-KZ")
    ids = [style.style_id for style in made.styles]
    assert len(ids) == len(set(ids)) > before
    assert made.styles["Heading 1"].font.color.rgb == made.styles["Title"].font.color.rgb
    assert ids.count("Normal") == 1
