"""The error boundary of commands: a person gets one line and an exit code, and unexpected errors are logged in full."""

import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from records.error_translation import error_reason, translate_error
from records.errors import BadDecision, OutletFileError, QorganError, SettingsError
from records.i18n import tr
from records.settings import read_settings

# Errors that the caller can correct in the call itself; they exit with 2.
_WRONG_USE = (SettingsError, OutletFileError, BadDecision)


def report_errors(work: Callable[[], None]) -> None:
    """Do the work. An error ends the process with one line on stderr and exit code 1, or 2 if the call was wrong."""
    try:
        try:
            work()
        except SystemExit:
            _flush_stdout()
            raise
        _flush_stdout()
    except Exception as error:  # noqa: BLE001  (the boundary)
        line, code = error_line(error, Path(os.environ.get("QORGAN_DATA", "var")) / "logs" / "crash.log")
        # Print what was written before. If that fails, the error of the work is still the one to report.
        with suppress(OSError):
            sys.stdout.flush()
        print(f"qorgan: {line}", file=sys.stderr, flush=True)
        _discard_stdout()
        sys.exit(code)


def _flush_stdout() -> None:
    """Flush stdout here, where a full disk is reported in one line; Python itself would do it when no error can be handled any more."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has closed the pipe (`qorgan outlets | head -1`): the work is done, and nothing is wrong.
        _discard_stdout()


def error_line(error: Exception, log: Path) -> tuple[str, int]:
    """Return the line and the exit code for an error. An unexpected error is logged in full, if the log can be written."""
    known_error = translate_error(error) or _damage()
    if known_error is not None:
        return " ".join("; ".join(filter(None, (str(known_error), known_error.in_shell))).split()), 2 if isinstance(known_error, _WRONG_USE) else 1
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError as unwritten:
        words = tr("something unforeseen went wrong: {reason}; {log} could not be written ({why}), please report it")
        return words.format(reason=f"{type(error).__name__}: {error_reason(error)}", log=log, why=error_reason(unwritten)), 1
    return tr("something unforeseen went wrong; {log} tells what, please report it").format(log=log), 1


def _damage() -> QorganError | None:
    """Return the damage of an embedded database, or None. Wrong bytes may surface as any error, far from where they were read."""
    from records.database import find_database_damage

    try:
        return find_database_damage(read_settings().database)
    except QorganError:
        return None


def _discard_stdout() -> None:
    """Redirect stdout to nowhere. Otherwise Python would try to write the rest at its end, and print its own error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
