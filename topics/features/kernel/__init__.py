"""Texts -> margins, what is new in them and what spoke for a theme, in machine code.

The same steps as TextVectorizer, Novelty and find_evidence take, on the same numbers, from UTF-8
bytes on and without a Python object on the way. `points` and `tables` are what is read, `room` is what
is written; `cutting`, `terms`, `scores` and `traces` are compiled by numba and run without Python's
lock, with `nodes`, `sets` and `prefetch` to help them.
"""
