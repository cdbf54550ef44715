"""`qorgan init`: creates a folder in which an installation from a wheel works as a checkout does."""

import sysconfig
from pathlib import Path
from typing import Annotated

import typer

from flows.start_files import ENV_EXAMPLE, write_start_files
from records.i18n import tr

# Units of systemd see nothing below these (ProtectHome=).
_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=tr("folder; it may be there already, and no file in it is overwritten"))],
) -> None:
    """Say of each file whether it was written, and what to do next."""
    program = Path(sysconfig.get_path("scripts")) / "qorgan"
    for name, written in write_start_files(folder, program):
        words = tr("{file}: written") if written else tr("{file}: is there already, left as it is")
        print(words.format(file=folder / name))
    if any(home in path.parents for home in _HOMES for path in (folder.resolve(), program.resolve())):
        print(tr("The units of systemd see no home folders; to use them, install into a place such as /opt/qorgan."))
    print()
    print(
        tr("Next: cd {folder}; copy {example} to .env and set what you need; qorgan run --outlets sample").format(folder=folder, example=ENV_EXAMPLE)
    )
