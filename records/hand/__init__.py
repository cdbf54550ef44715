"""What people take down by hand: tips without an address, and files that are evidence."""
