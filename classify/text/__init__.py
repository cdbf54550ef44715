"""The text as it is read: it is cleaned, its language is found, and it is cut into words and sentences; words are reduced to stems."""
