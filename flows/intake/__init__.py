"""Fetching messages from the mailbox and the Telegram bot of the newsroom."""
