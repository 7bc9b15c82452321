"""A small economy as a model in the language of GAMS that an economist reads.

The text of the model is written by hand, in ``model.gms``; the economy brings sets, flows,
elasticities and shocks. Nothing of the equations of :mod:`cge.economy` is in it.
"""
