"""The inbox: messages to the mailbox and the Telegram bot, and what is made of them."""
