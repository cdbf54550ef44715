"""Who may come in, and what the browser may do: passwords, sessions, CSRF tokens, limits."""
