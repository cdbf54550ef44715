"""Later checks of the pages of drafts: what was changed, and what was removed."""
