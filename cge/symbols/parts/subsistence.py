"""Subsistence: agents are committed to buy some goods at any price."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="subsistence",
    brought_by="committed_use",
    variables=r"""
price_discretionary    | agent region | index       | p^{D}_{ar} |  | Stone (1954) | nominal | Price index of what an agent buys by choice
subsistence_cost       | agent region | million USD | e^{S}_{ar} |  | Stone (1954) | nominal | Cost of an agent's committed purchases
discretionary_spending | agent region | million USD | e^{D}_{ar} |  | Stone (1954) | nominal | Spending of an agent beyond its committed purchases
""",
    shares=r"""
subsistence           | sector destination agent | million USD at benchmark prices | \gamma_{ida}    |  | Stone (1954) |  | Committed purchases of an agent
subsistence_benchmark | agent region             | million USD                     | \bar e^{S}_{ar} |  | Stone (1954) |  | Benchmark cost of an agent's committed purchases
""",
)
