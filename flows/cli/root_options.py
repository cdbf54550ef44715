"""What `qorgan` itself answers to, without a command: its version, and the completion of the shell."""

from importlib.metadata import version
from typing import Annotated

import typer
from typer.completion import get_completion_inspect_parameters, install_callback, show_callback

from records.i18n import tr

VERSION = "--version"


def add_to(app: typer.Typer) -> None:
    """Register the options with the application."""
    # Typer's own two options are these, in English alone; asking for them teaches it the shells.
    get_completion_inspect_parameters()
    app.callback()(options)


def version_line() -> str:
    """The name of the program and its version."""
    return f"qorgan {version('qorgan')}"


def _show(asked: bool) -> None:
    if asked:
        print(version_line())
        raise typer.Exit


def options(
    shown: Annotated[bool, typer.Option(VERSION, callback=_show, is_eager=True, help=tr("print the version"))] = False,
    install: Annotated[
        bool, typer.Option("--install-completion", callback=install_callback, help=tr("let this shell complete commands and options"))
    ] = False,
    script: Annotated[
        bool, typer.Option("--show-completion", callback=show_callback, help=tr("print what --install-completion would add to the shell"))
    ] = False,
) -> None:
    """They end the process by themselves; a command finds nothing to do here."""
