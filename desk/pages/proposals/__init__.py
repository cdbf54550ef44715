"""What monitors propose and editors accept or refuse."""
