"""Who works on what, comments, and what each person is told."""
