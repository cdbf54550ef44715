"""The history of what people did, the newest first."""
