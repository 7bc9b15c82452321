"""Parts of the documentation's site that `docs/conf.py` lists as extensions of Sphinx."""
