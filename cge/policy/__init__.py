"""Policies as objects: what they are, and the parameters of the model that they set."""
