"""Tests of `records.state_requests`."""
