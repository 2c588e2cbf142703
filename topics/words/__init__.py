"""Text -> words: tokenizer, lexicon, stop words."""
