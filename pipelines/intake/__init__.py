"""Messages from strangers by mail and Telegram: fetched, read and stored."""
