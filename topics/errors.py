"""The errors that topics raises: each message says what is wrong, where, and what to do.

TopicsError
├── ReadingError          a document or folder cannot be read
├── TableError            a table (JSONL, CSV, Parquet) is not as it should be
├── TaxonomyError         a themes file is wrong
├── InputError            what was passed to a function is of the wrong kind
├── TrainingDataError     labelled rows that cannot be trained on
├── ModelError            a model folder is missing, damaged or of another format
├── SettingsError         a settings file is wrong
├── OutputError           a result cannot be written where it was asked for
├── JobError              a batch job cannot begin, go on or be resumed
└── MissingExtraError     a part that needs an optional install
"""


class TopicsError(Exception):
    """Anything that a user can mend; its text is one line, fit to print as it stands."""


class ReadingError(TopicsError):
    """A document or folder cannot be read."""


class TableError(TopicsError):
    """A table is malformed, or lacks a column."""


class TaxonomyError(TopicsError):
    """A themes file is malformed."""


class InputError(TopicsError):
    """What was passed to a function is of the wrong kind."""


class TrainingDataError(TopicsError):
    """Labelled rows cannot be trained or evaluated on."""


class ModelError(TopicsError):
    """A model folder is missing, damaged or of another format."""


class SettingsError(TopicsError):
    """A settings file is malformed, or names a setting that does not exist."""


class OutputError(TopicsError):
    """A result cannot be written where it was asked for."""


class JobError(TopicsError):
    """A batch job cannot begin, go on or be resumed."""


class MissingExtraError(TopicsError):
    """A part was used whose optional packages are not installed."""
