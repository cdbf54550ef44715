"""Head, foot and the lie of pages."""

import docx
import pytest

from records.i18n import speaking
from reports.publications.docx_frame import set_frame, turned_section, upright_section

pytestmark = pytest.mark.usefixtures("catalogues")


def test_the_part_of_turned_pages_has_head_and_foot_of_the_part_before() -> None:
    made = docx.Document()
    with speaking("en"):
        set_frame(made, "Adil Soz <&>", "A title", "press@example.org")
    upright, turned = upright_section(made), turned_section(made)
    assert upright.count("headerReference") == upright.count("footerReference") == 2
    assert "titlePg" in upright
    assert "Reference" not in turned
    assert "titlePg" not in turned
    assert 'w:orient="landscape"' in turned
    assert made.sections[0].header.is_linked_to_previous, "it has none of its own"
