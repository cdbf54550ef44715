"""Preparation of text for reading: cleaning, language, words and sentences, stems."""
