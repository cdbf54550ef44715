"""Authentication and authorisation: passwords, second factors, sessions, CSRF tokens, limits."""
