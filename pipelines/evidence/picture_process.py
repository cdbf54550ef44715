"""Separate process that makes a picture for display: `python -m pipelines.evidence.picture_process SOURCE TARGET`.

A file built to crash a decoder crashes only this process. Only three decoders are allowed, whatever the file's name. Nothing but the visible picture
is copied: no EXIF, no location, no comment, no profile.
"""

import resource
import sys

from PIL import Image, ImageOps

# Maximum pixels of a picture: above a phone's fifty million. A larger picture is not decoded.
MAX_SOURCE_PIXELS = 64_000_000
# Pixels of the longer side of the result.
MAX_PREVIEW_SIDE = 1600
_FORMATS = ("JPEG", "PNG", "WEBP")
_MEMORY = 1 << 30
_SECONDS = 20


def reencode_picture(source: str, target: str) -> None:
    """Write the visible picture as a new JPEG.

    Raises whatever the decoder raises, and ValueError for too many pixels (Pillow itself raises for very many).
    """
    with Image.open(source, formats=_FORMATS) as picture:
        if picture.width * picture.height > MAX_SOURCE_PIXELS:
            raise ValueError("too many points")
        # Decode a JPEG at reduced size if the full size is not needed.
        picture.draft("RGB", (MAX_PREVIEW_SIDE, MAX_PREVIEW_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((MAX_PREVIEW_SIDE, MAX_PREVIEW_SIDE))
        canvas = Image.new("RGB", upright.size, "white")
        clear = upright.convert("RGBA")
        canvas.paste(clear, mask=clear.getchannel("A"))
        canvas.save(target, "JPEG", quality=82, exif=b"", icc_profile=None)


def _within_bounds() -> None:
    """Limit memory, CPU time and file size to what a picture needs."""
    for what, most in ((resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_FSIZE, 1 << 26)):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, hard))


if __name__ == "__main__":
    _within_bounds()
    reencode_picture(sys.argv[1], sys.argv[2])
