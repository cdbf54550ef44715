"""`qorgan desk`: the web desk."""

from typing import Annotated

import typer

from records.i18n import tr
from records.settings import read_settings


def desk(
    host: Annotated[str, typer.Option(help=tr("address to listen on; one that other machines reach needs TLS in front"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help=tr("port to listen on; 0 = any that is free"))] = 8460,
) -> None:
    """Run the desk. It prints its link on stdout as soon as it answers."""
    from desk.serving import serve

    serve(read_settings(), host, port, lambda line: print(line, flush=True))
