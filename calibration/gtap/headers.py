"""Headers of a GTAP data base by what they hold, in versions 7 and 6 of the standard model.

Version 7: Corong, Hertel, McDougall, Tsigas and van der Mensbrugghe (2017), Journal of Global
Economic Analysis 2(1). Version 6: Hertel (1997), Global Trade Analysis; McDougall (2003), GTAP
Technical Paper 20. In version 6 investment is an activity, CGDS, and a good's activity is called
as the good.
"""

from __future__ import annotations

from dataclasses import dataclass

V7, V6 = "7", "6"


@dataclass(frozen=True)
class Header:
    """A header and what becomes of it.

    Attributes
    ----------
    v7, v6 : str
        Its names; empty where a version has none.
    kinds, kinds_v6 : tuple of str
        Sets over which it runs in either version, by their names in version 7.
    needed : bool
        Whether no data base does without it.
    meaning : str
        What it holds.
    here : str
        Its place in a benchmark.
    """

    v7: str
    v6: str
    kinds: tuple[str, ...]
    kinds_v6: tuple[str, ...]
    needed: bool
    meaning: str
    here: str

    def name(self, version: str) -> str:
        """Its name in a version."""
        return self.v7 if version == V7 else self.v6

    def over(self, version: str) -> tuple[str, ...]:
        """Its sets in a version."""
        return self.kinds if version == V7 else self.kinds_v6


def _table(text: str) -> dict[str, Header]:
    """Headers by role: role, names, sets (a second list for version 6), need, meaning, place."""
    found = {}
    for line in text.strip().splitlines():
        role, names, sets, need, meaning, here = (part.strip() for part in line.split("|"))
        v7, v6 = ("" if name == "-" else name for name in names.split())
        seven, _, six = sets.partition(";")
        kinds = tuple(seven.split())
        found[role] = Header(
            v7, v6, kinds, tuple(six.split()) or kinds, need == "needed", meaning, here
        )
    return found


# A buyer of goods has four headers: domestic goods at basic prices and as paid, imports alike.
PURCHASES = ("domestic", "domestic_paid", "imported", "imported_paid")

FLOWS = _table("""
firms_domestic | VDFB VDFM | COMM ACTS REG | needed | firms: domestic goods at basic prices | `sales` within the region
firms_domestic_paid | VDFP VDFA | COMM ACTS REG | needed | firms: domestic goods as paid | `intermediate_tax`, less the basic value
firms_imported | VMFB VIFM | COMM ACTS REG | needed | firms: imports at basic prices | who buys imports: `sales_by_user`
firms_imported_paid | VMFP VIFA | COMM ACTS REG | needed | firms: imports as paid | `intermediate_tax`, less the basic value
household_domestic | VDPB VDPM | COMM REG | needed | household: domestic goods at basic prices | `sales` within the region
household_domestic_paid | VDPP VDPA | COMM REG | needed | household: domestic goods as paid | `final_tax`, less the basic value
household_imported | VMPB VIPM | COMM REG | needed | household: imports at basic prices | who buys imports: `sales_by_user`
household_imported_paid | VMPP VIPA | COMM REG | needed | household: imports as paid | `final_tax`, less the basic value
government_domestic | VDGB VDGM | COMM REG | needed | government: domestic goods at basic prices | `sales` within the region
government_domestic_paid | VDGP VDGA | COMM REG | needed | government: domestic goods as paid | `final_tax`, less the basic value
government_imported | VMGB VIGM | COMM REG | needed | government: imports at basic prices | who buys imports: `sales_by_user`
government_imported_paid | VMGP VIGA | COMM REG | needed | government: imports as paid | `final_tax`, less the basic value
investment_domestic | VDIB - | COMM REG | needed | investment: domestic goods at basic prices | `sales` within the region
investment_domestic_paid | VDIP - | COMM REG | needed | investment: domestic goods as paid | `final_tax`, less the basic value
investment_imported | VMIB - | COMM REG | needed | investment: imports at basic prices | who buys imports: `sales_by_user`
investment_imported_paid | VMIP - | COMM REG | needed | investment: imports as paid | `final_tax`, less the basic value
factors | EVFB VFM | ENDW ACTS REG | needed | factors at basic prices | `value_added`
factors_paid | EVFP EVFA | ENDW ACTS REG | needed | factors as firms pay them | `factor_tax`, less the basic value
factors_earned | EVOS EVOA | ENDW ACTS REG; ENDW REG | - | factors as their owners are paid | `income_tax`: the basic value less it
exports | VXSB VXMD | COMM REG REG | needed | exports at basic prices | `sales`
exports_fob | VFOB VXWD | COMM REG REG | needed | exports fob | `export_tax`, less the basic value
imports_cif | VCIF VIWS | COMM REG REG | needed | imports cif | checked: fob and transport
imports | VMSB VIMS | COMM REG REG | needed | imports, duty paid | `tariff_revenue`, less cif; `tariff_rate`
transport | VTWR VTWR | MARG COMM REG REG | - | international transport of a flow | `transport_margin`
transport_sales | VST VST | MARG REG | - | sales to international transport | `transport_supply`
make | MAKB - | COMM ACTS REG | - | output by good and activity at basic prices | which activity makes which good; checked: sales
make_supplied | MAKS - | COMM ACTS REG | - | the same at suppliers' prices | `output_tax`: the basic value less it
saving | SAVE SAVE | REG | - | net saving | checked: investment less depreciation and foreign saving
depreciation | VDEP VDEP | REG | - | depreciation | `depreciation_rate`, over the stock
capital | VKB VKB | REG | - | capital at the beginning of the year | `capital_stock`
""")  # noqa: E501
"""The data base file."""

PARAMETERS = _table("""
domestic_import | ESBD ESBD | COMM REG; COMM | needed | ESUBD: between domestic goods and imports | `sigma_domestic_import`
import_source | ESBM ESBM | COMM REG; COMM | needed | ESUBM: among origins of imports | `sigma_import_source`
value_added | ESBV ESBV | ACTS REG; ACTS | needed | ESUBVA: among factors | `sigma_value_added`
top | ESBT ESBT | ACTS REG; ACTS | - | ESUBT: between value added and intermediates | `sigma_top`; in version 6 one nest, so `sigma_intermediate` too
intermediate | ESBC - | ACTS REG | - | ESUBC: among intermediates | `sigma_intermediate`
government | ESBG - | REG | - | ESUBG: among purchases of the government | `sigma_final`; 1 where absent
investment | ESBI - | REG | - | ESUBI: among purchases of investors | `sigma_final`; 0 where absent
expansion | INCP INCP | COMM REG | - | INCPAR: expansion in the CDE of the household | `committed_use` and `sigma_final` of the household, see below
substitution | SUBP SUBP | COMM REG | - | SUBPAR: substitution in it | the same
transformation | ETRE ETRE | ENDW REG; ENDW | - | ETRAE: transformation of sluggish factors, below 0 | mobility in the attribute `owned_factors`, above 0
sluggish | - SLUG | ENDW | - | 1 for a sluggish factor | which factors have a mobility
transport | ESBS - | MARG | - | ESUBS: among suppliers of transport | none: 1
joint_supply | ETRQ - | ACTS REG | - | ETRAQ: among goods of one activity | none: each makes one good
joint_demand | ESBQ - | COMM REG | - | ESUBQ: among activities that make one good | none: each good has one
investors | RFLX RFLX | REG | - | RORFLEX: of expected returns to investment | none: foreign saving is fixed
bank | RDLT RDLT | REG | - | RORDELTA: rule of the global bank | none: foreign saving is fixed
""")  # noqa: E501
"""The parameter file."""

EMISSIONS = _table("""
firms_domestic | MDF MDF | FUEL ACTS REG | - | firms, domestic fuel | `co2`
firms_imported | MMF MIF | FUEL ACTS REG | - | firms, imported fuel | `co2`
household_domestic | MDP MDP | FUEL REG | - | household, domestic fuel | `co2_household`
household_imported | MMP MIP | FUEL REG | - | household, imported fuel | `co2_household`
government_domestic | MDG MDG | FUEL REG | - | government, domestic fuel | none
government_imported | MMG MIG | FUEL REG | - | government, imported fuel | none
investment_domestic | MDI - | FUEL REG | - | investment, domestic fuel | none
investment_imported | MMI - | FUEL REG | - | investment, imported fuel | none
""")
"""The file of CO2, in Mt. These names are recalled, not checked against a file."""

SETS = {
    "REG": ("REG", "H1"),
    "COMM": ("COMM", "H2", "TRAD_COMM"),
    "ACTS": ("ACTS", "H5", "PROD_COMM"),
    "ENDW": ("ENDW", "H6", "ENDW_COMM"),
    "MARG": ("MARG", "MARG_COMM"),
    "SLUGGISH": ("ENDS", "H7", "ENDWS_COMM", "ENDWS"),
    "FIXED": ("ENDF", "ENDWF"),
}
"""Headers of the file of sets by set; the first that is there counts."""
