"""A chart as pixels, for documents that cannot show SVG."""

import re

_WIDTH = re.compile(r'\bwidth="([0-9.]+)"')


def png(svg: str, width: int) -> bytes:
    """The chart as a PNG `width` pixels wide, on white. A page may be dark, but in a picture that stands alone the texts are black.

    Every `currentColor` becomes black. Every text is set in Liberation Sans, which comes with vl-convert and has all letters of Kazakh, so that
    no font is needed on the machine. Raises ValueError if the string has no width of its own.
    """
    # Imported here, because it loads a JavaScript engine. The desk draws only SVG and does not need it.
    import vl_convert

    own = _WIDTH.search(svg)
    if own is None or not float(own[1]):
        raise ValueError("the picture has no width of its own")
    opened = svg.index(">") + 1
    # Not +, which escapes what is added to Markup.
    on_white = "".join((svg[:opened], '<rect width="100%" height="100%" fill="#fff"/>', svg[opened:]))
    return bytes(vl_convert.svg_to_png(on_white, scale=width / float(own[1])))
