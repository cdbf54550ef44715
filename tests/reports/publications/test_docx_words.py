"""Pieces of WordprocessingML: always well formed, whatever the text is."""

from docx.oxml.ns import nsdecls, qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reports.publications.docx_words import field, link, paragraph, words

shown = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=30)


@given(shown, shown)
def test_a_text_stays_what_it_is(text: str, anchor: str) -> None:
    made = etree.fromstring(f"<w:body {nsdecls('w')}>{paragraph(link(anchor, words(text, 'Hyperlink')), 'Remark', keep=True)}</w:body>")
    assert "".join(map(str, made.itertext())) == text


def test_a_field_shows_something_until_it_is_worked_out() -> None:
    made = etree.fromstring(f"<w:body {nsdecls('w')}>{paragraph(field('PAGE', '1'))}</w:body>")
    assert [one.text for one in made.iter(qn("w:instrText"))] == [" PAGE "]
    assert [one.text for one in made.iter(qn("w:t"))] == ["1"]
    assert [one.get(qn("w:dirty")) for one in made.iter(qn("w:fldChar"))] == ["true", None, None]
