"""Pictures of stored pages, rendered by a browser without network access."""
