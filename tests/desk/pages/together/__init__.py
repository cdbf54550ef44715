"""Who is on what, comments, notices."""
