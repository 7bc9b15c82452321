"""Fitting chosen numbers of the model to published figures."""
