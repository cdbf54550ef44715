"""What every request goes through on its way to a page: language, sign-in, size, headers."""
