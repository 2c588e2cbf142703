"""Words -> matrix; texts -> embeddings."""
