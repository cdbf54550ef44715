"""What is learned from decided drafts, each with what is shipped as its prior: the encoder's answers, the signs of a victim, the signs of one event."""
