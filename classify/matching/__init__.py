"""What the word lists find in a text, and the fields made from it: persons, places, the day, the actor and the outcome."""
