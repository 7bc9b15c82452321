"""Values of a user's own, by label, in place of those of a benchmark.

A file replaces the cells that its rows name, and no other: elasticities, tariff rates, emissions.
Each row says where its number is from; what was replaced stands in the attributes of the variable.
"""
