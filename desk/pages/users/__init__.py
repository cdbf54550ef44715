"""Who may use the desk."""
