"""The counts of the house: what a newcomer meets in it. `python -m tests.house` prints them; tests/test_house.py holds them to their bounds."""
