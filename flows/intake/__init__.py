"""Taking in what people send to the mailbox and the Telegram bot of the newsroom."""
