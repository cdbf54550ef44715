"""What people do: the decisions on a draft, and every act in the ledger."""

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
    """The act in a row of the ledger. The first six are the decisions on a draft."""

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
    CORRECT_STATUS = "correct_status"
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
    LINK = "link"
    TAKE_DOWN = "take_down"
    TAKE_FILE = "take_file"
    PLACE_FILE = "place_file"
    WITHDRAW_FILE = "withdraw_file"
    RECEIVE = "receive"
    SETTLE = "settle"
    PUT_BACK = "put_back"
    REQUEST = "request"
    ANSWER = "answer"
    PROLONG = "prolong"
    WITHDRAW_ANSWER = "withdraw_answer"
    WITHDRAW_REQUEST = "withdraw_request"
