"""`qorgan desk`: the web desk."""

from typing import Annotated

import typer

from records.i18n import tr


def add_to(app: typer.Typer) -> None:
    """Register the command with the application."""
    app.command(help=tr("Open the web desk until stopped; the first start prints a one-time password. Example: qorgan desk --port 8460"))(desk)


def desk(
    host: Annotated[str, typer.Option(help=tr("address to listen on; one that other machines reach needs TLS in front"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help=tr("port to listen on; 0 = any that is free"))] = 8460,
) -> None:
    """Run the desk. It prints its link on stdout as soon as it answers."""
    from desk.serving import serve
    from records.settings import read_settings

    serve(read_settings(), host, port, lambda line: print(line, flush=True))
