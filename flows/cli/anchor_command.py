"""`qorgan anchor`: signs the head of the ledger and sends it where the owner of the database cannot change it."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from flows import anchoring
from flows.anchoring import read_trusted_keys
from flows.terminal import err
from records.database import open_database
from records.errors import BadAnchor
from records.i18n import tr
from records.ledger import anchors as anchor_keys
from records.ledger.anchor_check import AnchorSources
from records.ledger.anchors import Anchor, anchors_in, certificates, new_key
from records.settings import Settings, read_settings


def anchor(
    new_key: Annotated[
        Path | None, typer.Option("--new-key", metavar="PATH", help=tr("make a key, print its public half, and do nothing else"))
    ] = None,
    unsigned: Annotated[bool, typer.Option("--unsigned", help=tr("print the head unsigned, to be signed on another machine"))] = False,
    sign: Annotated[str | None, typer.Option(metavar="FILE", help=tr("sign what `--unsigned` printed (- = stdin); needs no database"))] = None,
    key: Annotated[Path | None, typer.Option(metavar="PATH", help=tr("the key for --sign"))] = None,
    take: Annotated[str | None, typer.Option(metavar="FILE", help=tr("keep and send away what was signed elsewhere (- = stdin)"))] = None,
) -> None:
    """Print the anchor on stdout: one line, to be copied wherever it is safe."""
    if sum(bool(option) for option in (new_key, unsigned, sign, take)) > 1 or bool(sign) != bool(key):
        raise typer.BadParameter(tr("give one of --new-key, --unsigned, --take, or --sign with --key"))
    if new_key:
        _make_key(new_key)
    elif sign and key:
        _sign(sign, key)
    else:
        _with_database(unsigned, take)


def _make_key(path: Path) -> None:
    print(new_key(path))
    err.print(tr("The line above is the public half: put it into the file that QORGAN_ANCHOR_TRUSTED names. Keep {path} secret.").format(path=path))


def _sign(source: str, key: Path) -> None:
    print(anchor_keys.sign_anchor(_read(source), anchor_keys.read_anchor_key(key)).line)


def _with_database(unsigned: bool, take: str | None) -> None:
    settings = read_settings()
    signed = _read(take) if take else None
    engine = open_database(settings.database)
    try:
        print(_made(engine, settings, unsigned, signed).line)
    finally:
        engine.dispose()


def _made(engine: Engine, settings: Settings, unsigned: bool, signed: Anchor | None) -> Anchor:
    now = datetime.now(UTC)
    if unsigned:
        return anchoring.anchor_to_sign(engine, settings, now)
    if signed:
        anchoring.import_anchor(engine, settings, signed, now)
    new_anchor = signed or anchoring.anchor_now(engine, settings, now)
    err.print(tr("Row {row} is anchored; it stands in {folder}.").format(row=new_anchor.seq, folder=settings.anchors))
    if not settings.anchor_to:
        err.print(tr("QORGAN_ANCHOR_TO names no address: copy the line above to where nobody on this machine can change it."))
    return new_anchor


def _read(source: str) -> Anchor:
    """Return the one anchor in a file or on stdin. Raises typer.BadParameter if there is none, or several."""
    try:
        anchors = anchors_in(sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8", errors="replace"))
    except OSError as error:
        raise typer.BadParameter(tr("{file} cannot be read: {reason}").format(file=source, reason=error.strerror)) from error
    except BadAnchor as error:
        raise typer.BadParameter(tr("no anchor can be read in {file}: {reason}").format(file=source, reason=error)) from error
    if len(anchors) != 1:
        raise typer.BadParameter(tr("{file} holds several anchors; give one").format(file=source))
    return anchors[0]


def anchor_sources(settings: Settings, arguments: list[str]) -> AnchorSources:
    """Return where to look for anchors, with those given: each the path of a file, or the line itself."""
    anchors = []
    for words in arguments:
        try:
            text = words if "{" in words else Path(words).read_text(encoding="utf-8", errors="replace")
            anchors += anchors_in(text)
        except OSError as error:
            raise typer.BadParameter(tr("{file} cannot be read: {reason}").format(file=words, reason=error.strerror)) from error
        except BadAnchor as error:
            raise typer.BadParameter(tr("no anchor can be read in {file}: {reason}").format(file=words, reason=error)) from error
    return AnchorSources(settings.anchors, read_trusted_keys(settings), anchors, certificates(settings.anchor_tsa_certificates))
