"""What lies ahead: hearings, deadlines, terms of appeal, drafts that come back."""
