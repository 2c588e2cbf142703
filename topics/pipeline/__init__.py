"""The order of the steps: path -> Document -> Paragraph -> words -> matrix -> Label, and topics.

A module for each job, so that a job loads what it needs and no more.
"""
