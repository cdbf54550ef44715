"""The boundary: whatever went wrong, a person gets one line and an exit code, and whoever mends it gets the whole."""

import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from records.errors import BadDecision, OutletFileError, QorganError, SettingsError
from records.fault_names import named, reason
from records.i18n import tr
from records.settings import read_settings

# Errors that the caller can mend in the call itself; they exit with 2.
_WRONG_USE = (SettingsError, OutletFileError, BadDecision)


def within_bounds(work: Callable[[], None]) -> None:
    """Do the work. An error ends the process with one line on stderr and exit code 1, or 2 if the call was wrong."""
    try:
        try:
            work()
        except SystemExit:
            _say_all()
            raise
        _say_all()
    except Exception as error:  # noqa: BLE001  (the boundary)
        line, code = last_words(error, Path(os.environ.get("QORGAN_DATA", "var")) / "logs" / "crash.log")
        # What was printed before it. Where that cannot be said, the error of the work is still the one to tell.
        with suppress(OSError):
            sys.stdout.flush()
        print(f"qorgan: {line}", file=sys.stderr, flush=True)
        _let_go_of_stdout()
        sys.exit(code)


def _say_all() -> None:
    """Print what is left, here where a disk that is full is told in a line; Python itself would do it when nobody can answer any more."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has heard enough (`qorgan outlets | head -1`): the work is done, and nothing is wrong.
        _let_go_of_stdout()


def last_words(error: Exception, log: Path) -> tuple[str, int]:
    """The line and the exit code for an error. What has no name is kept whole in the log, if the log can be written."""
    found = named(error) or _damage()
    if found is not None:
        return " ".join("; ".join(filter(None, (str(found), found.in_shell))).split()), 2 if isinstance(found, _WRONG_USE) else 1
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError as unwritten:
        words = tr("something unforeseen went wrong: {reason}; {log} could not be written ({why}), please report it")
        return words.format(reason=f"{type(error).__name__}: {reason(error)}", log=log, why=reason(unwritten)), 1
    return tr("something unforeseen went wrong; {log} tells what, please report it").format(log=log), 1


def _damage() -> QorganError | None:
    """The damage of an embedded database, if it has some. Bytes that are wrong may come to light as any error at all, far from where they were read."""
    from records.database import damage_of

    try:
        return damage_of(read_settings().database)
    except QorganError:
        return None


def _let_go_of_stdout() -> None:
    """What is still to be written cannot be. At its end Python would try once more, and complain in its own words."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
