"""The page that goes through the texts of incidents which nobody has checked."""
