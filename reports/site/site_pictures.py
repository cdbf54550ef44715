"""Pictures that stand beside a link where somebody shares it (OpenGraph): one for the site, one for each category; drawn from our own words, with nothing of a case."""

from reports.charts.drawing import box, draw_text, whole_picture
from reports.charts.png import png
from reports.charts.text_width import wrap
from reports.publications.reference import publisher

WIDE, HIGH = 1200, 630
_MARGIN = 80
_INK, _GROUND = "#ffffff", "#0f5e63"


def sharing_picture(words: str, beneath: str = "") -> bytes:
    """A PNG with these words large, the publisher above them, and a line beneath."""
    lines = wrap(words, 64, WIDE - 2 * _MARGIN, 4)
    body = box(0, 0, WIDE, HIGH, f'fill="{_GROUND}"') + box(_MARGIN, 170, 120, 8, f'fill="{_INK}"')
    for nth, line in enumerate(wrap(publisher(), 30, WIDE - 2 * _MARGIN, 2)):
        body += draw_text(_MARGIN, 95 + nth * 38, line, 30, fill=_INK)
    for nth, line in enumerate(lines):
        body += draw_text(_MARGIN, 265 + nth * 78, line, 64, fill=_INK)
    body += draw_text(_MARGIN, HIGH - 50, beneath, 32, fill=_INK) if beneath else ""
    return png(whole_picture("sharing", "sharing", words, words, WIDE, HIGH, body), WIDE)
