"""The project's own exceptions, with who raises each and what happens next."""

from typing import Self

from records.i18n import tr


class QorganError(Exception):
    """An error that a person must act on.

    The command prints its one line and exits 1; nothing else is caught broadly. `in_shell` is a shell command that helps. The command prints it after
    the message; the desk, whose users have no shell, does not.
    """

    in_shell = ""

    def with_command(self, words: str) -> Self:
        """Return the same error with a command that helps."""
        self.in_shell = words
        return self


class SettingsError(QorganError):
    """A misspelt or invalid setting.

    Raised when settings are read; the command stops before it does anything (exit 2).
    """


class OutletFileError(QorganError):
    """One fault in an outlet file, with its file, line and field.

    Collected by the loader; the other outlets still run.
    """


class DiskFull(QorganError):
    """A full disk.

    The crawl stops, since no page may be stored without evidence; every command reports it and exits 1.
    """


class NotWritable(QorganError):
    """A file or folder that may not be read or written: no permission, a read-only file system, something in its place.

    Exit 1; the message says which and what to do.
    """


class DatabaseBusy(QorganError):
    """A database locked by another process for longer than a writer waits.

    Exit 1; nothing is half written.
    """


class DatabaseDamaged(QorganError):
    """A damaged database.

    Exit 1; the message says to restore a copy.
    """


class DatabaseUnavailable(QorganError):
    """A database server that does not answer or accepts no more clients.

    A run waits for it first; then exit 1.
    """


class CopyFailed(QorganError):
    """A copy, backup or restore that cannot be made or failed verification.

    Nothing is half done; exit 1.
    """


class DatabaseVersionMismatch(QorganError):
    """A database that lacks tables of this version, or is of a newer one or of another program.

    Raised on opening; the message says what to do.
    """


class NoSuchDraft(QorganError):
    """No draft with this id.

    Raised by review; exit 1, and 404 at the desk.
    """


class NoSuchIncident(QorganError):
    """No incident with this number.

    Raised by `records.incidents`; exit 1, and 404 at the desk.
    """


class NoSuchPerson(QorganError):
    """No person with this id.

    Raised by `records.persons`; exit 1.
    """


class NoSuchView(QorganError):
    """No saved view with this number, or none that this user may see.

    Raised by `records.saved_views`; 404.
    """


class NoSuchMessage(QorganError):
    """No received message with this id.

    Raised by `records.messages`; 404.
    """


class MessageSettled(QorganError):
    """A message that was already used, or whose content was not stored.

    Raised by `records.messages`; 409 at the desk.
    """


class AlreadyDecided(QorganError):
    """A draft with a current decision.

    Raised by review; exit 1, and 409 at the desk, until it is undone.
    """


class NothingToUndo(QorganError):
    """A draft without a decision to undo.

    Raised by review; exit 1, and 409 at the desk.
    """


class BadDecision(QorganError):
    """A decision that lacks something required (a reason, a known field).

    Raised by review; exit 2, and 422 at the desk. `field` is the wrong input, if only one can be, so that a form shows the error there.
    """

    def __init__(self, words: str = "", field: str = "") -> None:
        super().__init__(words)
        self.field = field

    @classmethod
    def of_value(cls, name: str, value: object, expected: str) -> Self:
        """Return the error for a value that does not fit its field: field, value, and what to write instead."""
        text = str(value)
        words = tr("{field}: {value} does not fit; write {wanted}")
        return cls(words.format(field=name, value=text if len(text) <= 60 else text[:59] + "…", wanted=expected))

    @classmethod
    def of_field(cls, name: str, words: str) -> Self:
        """Return the error for a field with a message of its own."""
        return cls(f"{name}: {words}")


class NoOutletAnswered(QorganError):
    """A run in which every outlet failed.

    Raised at the end of a run, after its summary; exit 1.
    """


class BadAnchor(QorganError):
    """A text without a complete anchor of the ledger.

    Raised when anchors are read; exit 2 if the text was given to a command.
    """
