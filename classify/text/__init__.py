"""The text as it is read: cleaned, its language known, cut into words and sentences, words brought to stems."""
