"""The page for checking the texts of incidents one after another."""
