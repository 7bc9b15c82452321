"""The guard: what a dataset must be before a model is calibrated to it, one file a question."""
