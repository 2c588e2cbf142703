"""Bytes -> Document -> Paragraph: readers, encodings, characters, roles."""
