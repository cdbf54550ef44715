"""Kazakh, Russian and English as records are written in them: names and their cases, stems, letters of the other scripts, dates."""
