"""Kazakh, Russian and English as records use them: names and their cases, stems, letters of other scripts, dates."""
