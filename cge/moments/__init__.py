"""Published figures as targets: what a target is, what the model has for it, and how far apart."""
