"""Files of each format -> the text of a Document; nothing is repaired or judged here."""
