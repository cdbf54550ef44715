"""What people and programs may do at the desk. Apart from the users themselves, so that a command can name the roles without a database."""

from enum import StrEnum

from records.i18n import kept

DAYS, MOST_DAYS = 90, 365
"""How long a token lives where nothing is said, and at most."""


class Role(StrEnum):
    """What a person may do, the least first. Each role may do all that the ones before may."""

    MONITOR = "monitor"
    EDITOR = "editor"
    OPERATOR = "operator"

    def includes(self, other: "Role") -> bool:
        """Whether this role has the right of the other."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


ROLE_LABELS: dict[Role, str] = {
    Role.MONITOR: kept("monitor"),
    Role.EDITOR: kept("editor"),
    Role.OPERATOR: kept("operator"),
}


class TokenScope(StrEnum):
    """What a program may do with a token, within the role of its owner."""

    READ = "read"
    DECIDE = "decide"
    CALENDAR = "calendar"
    """It stands in the address that a calendar subscribes to, and opens that alone."""


SCOPE_LABELS: dict[TokenScope, str] = {
    TokenScope.READ: kept("reads only"),
    TokenScope.DECIDE: kept("reads and decides"),
    TokenScope.CALENDAR: kept("shows the calendar only"),
}
