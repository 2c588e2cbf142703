"""Unsupervised: paragraphs -> topics, their keywords, and the crosswalk to themes."""
