"""Pictures of stored pages, drawn by a browser that reaches nothing."""
