"""A chart as pixels, for documents that cannot show SVG."""

import re
from pathlib import Path

_FONTS = [str(path) for path in sorted((Path(__file__).parent / "third_party").glob("*.ttf"))]
_FAMILY = "Liberation Sans"
_WIDTH = re.compile(r'\bwidth="([0-9.]+)"')


def png(svg: str, width: int) -> bytes:
    """The chart as a PNG `width` pixels wide, on white. A page may be dark, but in a picture that stands alone the texts are black.

    Every `currentColor` becomes black. Every text is set in Liberation Sans, which lies beside this file and has all letters of Kazakh: no font of the
    machine is looked at, so that a picture is the same everywhere. Raises ValueError if the string has no width of its own.
    """
    # Imported here: most of what draws charts gives out SVG and does not need it.
    import resvg_py

    own = _WIDTH.search(svg)
    if own is None or not float(own[1]):
        raise ValueError("the picture has no width of its own")
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=str(svg),
            width=width,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=_FONTS,
            font_family=_FAMILY,
            sans_serif_family=_FAMILY,
        )
    )
