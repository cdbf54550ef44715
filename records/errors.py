"""The project's own errors. Each says who raises it and what happens next."""

from typing import Self


class QorganError(Exception):
    """Something a person must act on. The command prints its one line and exits 1; nothing else is caught broadly.

    `in_shell` is what helps whoever is at a shell, as a command to call. The command says it behind the words; the desk, whose people have no shell, does not.
    """

    in_shell = ""

    def with_command(self, words: str) -> Self:
        """The same error, which also names a command that helps."""
        self.in_shell = words
        return self


class SettingsError(QorganError):
    """A setting is misspelt or wrong. Raised when settings are read; the command stops before doing anything (exit 2)."""


class OutletFileError(QorganError):
    """One fault in an outlet file: names file, line and field. Collected by the loader; the other outlets still run."""


class DiskFull(QorganError):
    """Nothing more can be written. The crawl stops, since a page without evidence may not be stored; every command says so and exits 1."""


class NotWritable(QorganError):
    """A file or a folder may not be read or written: no permission, a read-only file system, something in the way. Exit 1; says which and what to do."""


class DatabaseBusy(QorganError):
    """Another process holds the database for longer than a writer waits. Exit 1; nothing is half written."""


class DatabaseDamaged(QorganError):
    """The database is not whole. Exit 1; says to bring back a copy."""


class DatabaseAway(QorganError):
    """The database server does not answer, or takes no more clients. A run waits for it first; then exit 1."""


class CopyFailed(QorganError):
    """A copy, a backup or its restoring cannot be made, or is not what it should be. Nothing is half done; exit 1."""


class DatabaseBehind(QorganError):
    """The database lacks tables of this version, or is of a newer one or of another program. Raised on opening; says what to do."""


class NoSuchDraft(QorganError):
    """No draft has this id. Raised by review; exit 1, and 404 on the desk."""


class NoSuchIncident(QorganError):
    """No incident has this number. Raised by the records of incidents; exit 1, and 404 on the desk."""


class NoSuchPerson(QorganError):
    """No person has this id. Raised by the records of persons; exit 1."""


class NoSuchView(QorganError):
    """There is no saved view with this number, or whoever asks may not see it. Raised by `records.saved_views`; 404."""


class NoSuchMessage(QorganError):
    """No received message has this id. Raised by `records.messages`; 404."""


class MessageSettled(QorganError):
    """Somebody has made something of the message already, or nothing of it was kept. Raised by `records.messages`; 409 at the desk."""


class AlreadyDecided(QorganError):
    """The draft carries a decision that stands. Raised by review; exit 1, and 409 on the desk, until it is undone."""


class NothingToUndo(QorganError):
    """The draft carries no decision that could be undone. Raised by review; exit 1, and 409 on the desk."""


class BadDecision(QorganError):
    """The decision lacks what it needs (a reason, a known field). Raised by review; exit 2, and 422 on the desk.

    `field` is the input that is wrong, where only one can be, so that a form says it there.
    """

    def __init__(self, words: str = "", field: str = "") -> None:
        super().__init__(words)
        self.field = field


class NoOutletAnswered(QorganError):
    """A run in which every outlet failed. Raised at the end of a run, after its summary; exit 1."""


class BadAnchor(QorganError):
    """A text holds no anchor of the ledger, or not the whole of one. Raised when anchors are read; exit 2 where the text was given to a command."""
