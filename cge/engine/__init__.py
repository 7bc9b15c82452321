"""The engine: templates to arrays, order of solution, IPOPT. It knows nothing of trade."""
