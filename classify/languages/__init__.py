"""spaCy languages: Kazakh, which spaCy lacks, and the tokenizers of all three."""
