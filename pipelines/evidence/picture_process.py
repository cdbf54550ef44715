"""Makes a picture anew, in a process of its own: `python -m pipelines.evidence.picture_process SOURCE TARGET`. What is built to break a decoder breaks this process alone.

Only three decoders are let at the bytes, whatever the file is called. Nothing of the original but what is seen goes over: no EXIF, no place, no comment, no profile.
"""

import resource
import sys

from PIL import Image, ImageOps

# Points that a picture may have: a telephone's fifty million and some more. Beyond it nothing is unpacked.
MOST_POINTS = 64_000_000
# Points of the longer side of what is shown.
SHOWN = 1600
_FORMATS = ("JPEG", "PNG", "WEBP")
_MEMORY = 1 << 30
_SECONDS = 20


def made_anew(source: str, target: str) -> None:
    """Write what the picture shows as a new JPEG. Raises whatever the decoder raises, and ValueError for too many points (Pillow itself raises for very many)."""
    with Image.open(source, formats=_FORMATS) as picture:
        if picture.width * picture.height > MOST_POINTS:
            raise ValueError("too many points")
        # A JPEG is decoded at a part of its size, where the whole is not needed.
        picture.draft("RGB", (SHOWN, SHOWN))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((SHOWN, SHOWN))
        shown = Image.new("RGB", upright.size, "white")
        clear = upright.convert("RGBA")
        shown.paste(clear, mask=clear.getchannel("A"))
        shown.save(target, "JPEG", quality=82, exif=b"", icc_profile=None)


def _within_bounds() -> None:
    """No more memory, computing and writing than a picture needs."""
    for what, most in ((resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_FSIZE, 1 << 26)):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, hard))


if __name__ == "__main__":
    _within_bounds()
    made_anew(sys.argv[1], sys.argv[2])
