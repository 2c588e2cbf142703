"""Rows in, labelled rows out: tables are read, labelled and written here."""
