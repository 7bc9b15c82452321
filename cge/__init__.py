"""Computable general equilibrium analysis of trade and technology."""
