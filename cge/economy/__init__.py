"""The model: one file per block of equations, symbols, closures, structures."""
