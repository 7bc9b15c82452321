"""Build scripts of the data regimes."""
