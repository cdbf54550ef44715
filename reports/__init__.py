"""Reports, figures, charts and exports made from the records."""
