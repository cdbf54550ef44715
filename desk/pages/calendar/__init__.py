"""The calendar of hearings, deadlines, terms of appeal and deferred drafts."""
