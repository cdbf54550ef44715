"""When it happened: every date that a text tells, and which of them is the day of the event."""
