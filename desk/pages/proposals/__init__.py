"""Proposals that monitors make and editors accept or refuse."""
