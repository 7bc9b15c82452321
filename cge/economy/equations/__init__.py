"""The equations of the model, one file for each block."""
