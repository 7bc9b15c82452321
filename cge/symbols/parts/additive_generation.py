"""Technologies whose electricity adds up, in MWh."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    feature="additive_generation",
    brought_by="generation_volume",
    shares=r"""
generation_volume_share | sector activity region | share of electricity | \phi^{G}_{ijr} |  | van der Mensbrugghe and Peters (2020) |  | Technology in electricity generated, in MWh
""",
)
