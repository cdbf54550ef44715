"""Who may come in, and what their browser may do: passwords, sessions, CSRF, limits, headers."""
