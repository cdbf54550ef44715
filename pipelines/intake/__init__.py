"""Messages of strangers from a mailbox and from a Telegram bot: fetched, read and kept."""
