"""Results -> a self-contained HTML page; computes nothing."""
