"""What is said below a field that takes a date, while it is typed."""
