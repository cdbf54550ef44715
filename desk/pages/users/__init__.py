"""The users of the desk."""
