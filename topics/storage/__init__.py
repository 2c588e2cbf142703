"""Save and load a model folder, its card and its checks."""
