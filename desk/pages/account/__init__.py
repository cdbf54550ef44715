"""The account of the user who is signed in."""
