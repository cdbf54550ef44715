"""Title and summary of an incident in each language: what is proposed, what a person checked, and what readers see."""
