"""The inbox: what people have sent to the mailbox and the Telegram bot, and what is made of it."""
