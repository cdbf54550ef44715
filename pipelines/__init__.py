"""From page to article: evidence, extract, dedupe, store."""
