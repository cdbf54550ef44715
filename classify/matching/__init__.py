"""What the word lists find in a text, and the fields read from it: persons, places, the day, who did it, and what came of it."""
