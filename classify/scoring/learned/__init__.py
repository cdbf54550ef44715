"""The trained judge: what it looks at, and its weights."""
