"""The trained model: its features and its weights."""
