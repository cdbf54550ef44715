"""The acts of people: what can be decided on a draft, and everything that stands in the ledger."""

from enum import StrEnum


class DecisionAction(StrEnum):
    """What can be decided on a draft."""

    CONFIRM = "confirm"
    REJECT = "reject"
    MERGE = "merge"
    SPLIT = "split"
    DEFER = "defer"
    UNDO = "undo"


class LedgerAction(StrEnum):
    """What a row of the ledger says was done. The first six are the decisions on a draft."""

    CONFIRM = "confirm"
    REJECT = "reject"
    MERGE = "merge"
    SPLIT = "split"
    DEFER = "defer"
    UNDO = "undo"
    SECOND = "second"
    RECORD = "record"
    GIVE_BACK = "give_back"
    WITHDRAW = "withdraw"
    WITHDRAW_STATUS = "withdraw_status"
    STATUS = "status"
    EDIT = "edit"
    ADMIT = "admit"
    IMPORT = "import"
    EXPORT = "export"
    REPORT = "report"
    USER = "user"
    CLEAR = "clear"
    PROMOTE = "promote"
    ROLLBACK = "rollback"
