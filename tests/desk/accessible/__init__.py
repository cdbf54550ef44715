"""Whoever cannot see well, uses no mouse or reads on a phone: every page of the desk, and a day's round by keyboard alone."""
