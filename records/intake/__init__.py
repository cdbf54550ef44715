"""Messages that a mailbox or a Telegram bot brought: stored with their fate, and settled by people."""
