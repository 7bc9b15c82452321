"""Build the keys of funds of border receipts."""
