"""Tests of `records.state_bodies`."""
