"""Roles of people and scopes of tokens at the desk, separate from users so that commands can name roles without a database."""

from enum import StrEnum

from records.i18n import gettext_noop

DAYS, MOST_DAYS = 90, 365
"""Default and maximum lifetime of a token, in days."""


class Role(StrEnum):
    """A person's role, the least first. Each role may do all that the ones before may."""

    MONITOR = "monitor"
    EDITOR = "editor"
    OPERATOR = "operator"

    def includes(self, other: "Role") -> bool:
        """Return whether this role has the rights of the other."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


ROLE_LABELS: dict[Role, str] = {
    Role.MONITOR: gettext_noop("monitor"),
    Role.EDITOR: gettext_noop("editor"),
    Role.OPERATOR: gettext_noop("operator"),
}


class TokenScope(StrEnum):
    """What a program may do with a token, within its owner's role."""

    READ = "read"
    DECIDE = "decide"
    CALENDAR = "calendar"
    """Part of the address to which a calendar subscribes; it gives access to that alone."""


SCOPE_LABELS: dict[TokenScope, str] = {
    TokenScope.READ: gettext_noop("reads only"),
    TokenScope.DECIDE: gettext_noop("reads and decides"),
    TokenScope.CALENDAR: gettext_noop("shows the calendar only"),
}
