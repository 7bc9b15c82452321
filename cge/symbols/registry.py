"""The registry of symbols: one row per variable and parameter of the model.

Labels, units, docs, the command line and the checks read it; a symbol without a row is an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cge.symbols.sources import SOURCES

WORLD = "world"
HELD = "fixed_"  # a parameter: the level at which a closure holds the variable that follows


@dataclass(frozen=True)
class Entry:
    """One symbol.

    Attributes
    ----------
    name, dims
        Code name and dimensions, in order.
    unit
        Unit of its values; ``index`` has benchmark 1.
    latex
        Symbol in formulas.
    description
        What it is.
    kind
        ``variable``; ``power`` (1 + rate) and ``level`` for parameters a scenario may shock;
        ``share`` for what the benchmark fixes; ``elasticity``.
    gtap
        Name in the GTAP model (Corong et al. 2017), empty where it has none.
    feature
        Feature of the benchmark that brings the symbol, empty where every model has it.
    """

    name: str
    dims: tuple[str, ...]
    unit: str
    latex: str
    description: str
    kind: str = "variable"
    gtap: str = ""
    feature: str = ""

    @property
    def source(self) -> str:
        """Short citation, see :data:`cge.symbols.sources.LITERATURE`; empty when there is none."""
        return SOURCES.get(self.name, "")

    @property
    def nominal(self) -> bool:
        """Doubles with the price level."""
        name = self.name.removeprefix(HELD)
        return name.startswith(("price_", "revenue_")) or name in _NOMINAL

    @property
    def upper(self) -> float:
        """The most that a level can be; infinite where it has no bound."""
        return 1.0 if self.name in _UP_TO_ONE else float("inf")

    @property
    def signed(self) -> bool:
        """May be zero or negative."""
        name = self.name.removeprefix(HELD)
        return name.startswith("revenue_") or name in _SIGNED


_NOMINAL = (
    *("unit_cost", "expenditure", "income", "public_income", "capital_inflow"),
    *("border_transfer", "subsistence_cost", "discretionary_spending"),
)
_SIGNED = (
    *("equivalent_variation", "foreign_saving", "carbon_price_economy"),
    *("capital_inflow", "foreign_saving_share", "transfer"),
    *("nqp_own", "nqp_spillover", "nqp_effective"),
    *("adjustment_price", "border_transfer"),
)

# Levels that are shares, or an index from 0 to 1: more than 1 has no meaning.
_UP_TO_ONE = (
    *("nqp", "adoption", "spillover_response", "spillover_carrier"),
    *("standards_distance", "data_restriction", "barrier_waste", "barrier_importer_share"),
)


def _rows(kind: str, text: str, feature: str = "") -> list[Entry]:
    entries = []
    for line in text.strip().splitlines():
        name, dims, unit, latex, gtap, description = (part.strip() for part in line.split("|"))
        dims_ = tuple(dims.split())
        entries.append(Entry(name, dims_, unit, latex, description, kind, gtap, feature))
    return entries


# fmt: off
VARIABLES = _rows(
    "variable",
    r"""
price_factor        | factor region              | index       | w_{fr}     | pfe   | Price of a factor
rent                | factor activity region     | index       | \rho_{fjr} |       | Return of a factor in an activity, relative to its regional price
price_world         | world                      | index       | \bar w     | pfactwld | World factor-price index, benchmark endowments as weights
price_value_added   | activity region            | index       | p^{V}_{jr} | pva   | Price of value added
price_intermediate  | activity region            | index       | p^{N}_{jr} | pint  | Price of the bundle of intermediates
unit_cost           | activity region            | index       | c_{jr}     | pcost | Unit cost of production, before output tax and carbon price
price_basic         | activity region            | index       | p_{jr}     | pds   | Basic price of output
price_landed        | sector origin destination  | index       | p^{L}_{iod}| pms   | Price at the buyer's border, duty and charge paid
price_final         | agent region               | index       | p^{F}_{ar} | ppriv | Price index of an agent's purchases
price_utility       | region                     | index       | p^{U}_{r}  | p     | Price of a unit of regional utility
expenditure         | agent region               | million USD | e_{ar}     | yp    | Spending of an agent
final_demand        | sector destination agent   | million USD at benchmark prices | F_{ida} | qpa | Purchases of an agent
output              | activity region            | million USD at benchmark prices | Y_{jr} | qo | Output
value_added_demand  | activity region            | million USD at benchmark prices | V_{jr} | qva | Value added used, with the energy that is combined with capital
intermediate_bundle | activity region            | million USD at benchmark prices | N_{jr} | qint | Bundle of intermediates used, energy that is combined with capital left out
factor_demand       | factor activity region     | million USD at benchmark prices | L_{fjr} | qfe | Use of a factor
intermediate_demand | sector destination activity| million USD at benchmark prices | Z_{idj} | qfa | Purchases of an activity
trade               | sector origin destination  | million USD at benchmark prices | X_{iod} | qxs | Quantity that arrives, at benchmark basic prices
income              | region                     | million USD | I_{r}      | y     | Regional income, foreign saving included
revenue_output_tax  | region                     | million USD | T^{Y}_{r}  | del_taxrout | Receipts of output taxes
revenue_intermediate_tax | region                | million USD | T^{N}_{r}  | del_taxriu  | Receipts of product taxes on intermediate use
revenue_final_tax   | region                     | million USD | T^{F}_{r}  | del_taxrpc  | Receipts of product taxes on final use
revenue_consumption_tax | region                 | million USD | T^{H}_{r}  | del_taxrpc  | Receipts of the tax on household consumption
revenue_income_tax  | region                     | million USD | T^{I}_{r}  | del_taxrinc | Receipts of taxes on factor incomes, part of these
public_income       | region                     | million USD | I^{G}_{r}  |       | Income that the government spends by itself; 0 where it is part of one regional budget
capital_inflow      | region                     | million USD | S_{r}      | del_tbal | Foreign saving that a region receives; sums to zero over the world
revenue_factor_tax  | region                     | million USD | T^{L}_{r}  | del_taxrfu  | Receipts of taxes on factor use
revenue_tariff      | region                     | million USD | T^{M}_{r}  | del_taxrimp | Tariff receipts
revenue_export_tax  | region                     | million USD | T^{X}_{r}  | del_taxrexp | Export tax receipts
revenue_border_charge | region                   | million USD | T^{B}_{r}  |       | Receipts of the carbon charge at the border
revenue_carbon      | region                     | million USD | T^{C}_{r}  |       | Receipts of the domestic carbon price
revenue_barrier_rent | region                    | million USD | T^{R}_{r}  |       | Rents of import barriers that the region earns
real_factor_price   | factor region              | index       | \omega_{fr} |      | Price of a factor after income tax, over the price index of what its owners buy
real_spending       | agent region               | million USD at benchmark prices | u_{ar} | yp | Real spending of an agent, what it spends at benchmark prices for the same utility
utility             | region                     | million USD at benchmark prices | U_{r} | u | Real regional income
equivalent_variation| region                     | million USD | EV_{r}     | EV    | Equivalent variation
emissions           | activity region            | Mt CO2      | E_{jr}     | gco2  | Direct emissions
emissions_total     | region                     | Mt CO2      | E_{r}      | gco2t | Direct emissions of all activities
""",
) + _rows(
    "variable",
    r"""
intensity           | activity region            | t CO2 per USD | e_{jr}   |       | Direct emissions per unit of output after abatement
abatement_use       | activity region            | index       | \alpha_{jr} |      | Inputs per unit of output, those of abatement included
""",
    feature="abatement",
) + _rows(
    "variable",
    r"""
nqp_own             | activity region            | index points | n^{O}_{jr} |      | Change of matched NQP from an activity's own potential and adoption
nqp_spillover       | region                     | index points | n^{S}_{r}  |      | Change of NQP that imports bring along
nqp_effective       | activity region            | index points | n_{jr}     |      | Effective change of NQP
technology_productivity | activity region        | index       | a^{T}_{jr} | aoall | Total factor productivity from the effective change of NQP
technology_iceberg  | sector origin destination  | index       | d^{T}_{iod} | ams  | Iceberg cost from the effective change of NQP and from data restrictions
standards_power     | sector origin destination  | 1 + rate    | k^{T}_{iod} |      | Barrier from a change of distance between standards
""",
    feature="technology",
) + _rows(
    "variable",
    r"""
household_emissions | sector region              | Mt CO2      | E^{H}_{ir} | gco2fd | Direct emissions of households, by good burnt
""",
    feature="household_emissions",
) + _rows(
    "variable",
    r"""
price_capital_energy | activity region           | index       | p^{K}_{jr} |       | Price of capital and energy together
price_energy        | activity region            | index       | p^{E}_{jr} |       | Price of energy
capital_energy_demand | activity region          | million USD at benchmark prices | K_{jr} | | Capital and energy used together
energy_bundle       | activity region            | million USD at benchmark prices | G_{jr} | | Energy used
""",
    feature="capital_energy",
) + _rows(
    "variable",
    r"""
price_import        | sector destination         | index       | p^{M}_{id} | pmt   | Price of the import composite
price_composite     | sector destination         | index       | p^{A}_{id} | pq    | Price of the composite good, before product tax
composite_demand    | sector destination         | million USD at benchmark prices | Q_{id} | qc | Absorption of the composite good
import_demand       | sector destination         | million USD at benchmark prices | M_{id} | qms | Import composite used
""",
    feature="sourcing_by_destination",
) + _rows(
    "variable",
    r"""
price_import_by_user    | sector destination user | index | p^{M}_{idu} | pfm, ppm | Price of the import composite of a user
price_composite_by_user | sector destination user | index | p^{A}_{idu} | pfa, ppa | Price of the composite good of a user, before product tax
import_scale_by_user    | sector destination user | million USD at benchmark prices | \tilde M_{idu} | | Import scale of a user: what it buys, per unit of share, from an origin whose landed price is the world factor-price index
""",
    feature="sourcing_by_user",
) + _rows(
    "variable",
    r"""
adjustment_price    | sector origin destination  | USD per t CO2 | \phi^{A}_{iod} |   | Charge of the border adjustment per tonne, after credit and deduction
border_transfer     | region                     | million USD | B_{r}      |       | Border receipts got from other regions less those passed on to them
""",
    feature="border_adjustment",
) + _rows(
    "variable",
    r"""
price_discretionary | agent region               | index       | p^{D}_{ar} |       | Price index of what an agent buys by choice
subsistence_cost    | agent region               | million USD | e^{S}_{ar} |       | Cost of an agent's committed purchases
discretionary_spending | agent region            | million USD | e^{D}_{ar} |       | Spending of an agent beyond its committed purchases
""",
    feature="subsistence",
)

SHOCKABLE = _rows(
    "level",
    r"""
productivity        | activity region            | index       | a_{jr}     | aoall | Total factor productivity
factor_productivity | factor activity region     | index       | b_{fjr}    | afeall| Factor-augmenting productivity
iceberg             | sector origin destination  | index       | d_{iod}    | ams   | Units shipped per unit that arrives
border_carbon_price | sector origin destination  | USD per t CO2 | \phi_{iod} |     | Carbon charge at the border of the destination
border_carbon_intensity | sector origin destination | t CO2 per USD | \epsilon^{B}_{iod} | | Emissions charged at the border per unit that arrives
carbon_price        | activity region            | USD per t CO2 | \kappa_{jr} |     | Domestic carbon price
carbon_price_economy | region                    | USD per t CO2 | \kappa_{r} |      | Carbon price of all activities of a region, added to that of the activity
free_allocation     | activity region            | share of emissions | z_{jr} |     | Emissions exempt from the domestic carbon price
endowment           | factor region              | million USD at benchmark prices | \bar L_{fr} | qe | Endowment of a factor
barrier_waste       | sector origin destination  | share       | g_{iod}    |       | Part of a barrier that uses up goods like an iceberg cost; the rest earns a rent
barrier_importer_share | sector origin destination | share     | h_{iod}    |       | Part of a barrier's rent that the destination earns; the origin earns the rest
foreign_saving      | region                     | million USD | \bar S_{r} | del_tbal | Foreign saving, in units of the world factor-price index
foreign_saving_share | region                    | share of income | \bar s^{B}_{r} |     | Foreign saving by share of income, added to that in units of the index
transfer            | region                     | million USD | \bar L_{r} |       | Transfer from private to public budget, in units of the world factor-price index
expenditure_share   | agent region               | share of income | s_{ar} | dppriv | Share of an agent in regional income, taken of the sum of all shares
numeraire_level     | world                      | index       | \bar n     | pfactwld | Level of the numeraire
""",
) + _rows(
    "power",
    r"""
tariff_power        | sector origin destination  | 1 + rate    | t_{iod}    | tms   | Import tariff, on the price with export tax and iceberg cost
export_power        | sector origin destination  | 1 + rate    | x_{iod}    | txs   | Export tax, on the basic price
output_tax_power    | activity region            | 1 + rate    | \tau_{jr}  | to    | Output tax, on production cost
barrier_power       | sector origin destination  | 1 + rate    | k_{iod}    |       | Import barrier other than a tariff, on the price with tariff
factor_tax_power    | factor activity region     | 1 + rate    | \tau^{L}_{fjr} | tfe | Tax on factor use
income_tax_power    | factor region              | 1 + rate    | \tau^{I}_{fr} | tinc | Tax on the income of a factor, part of it
income_surtax_power | region                     | 1 + rate    | \tau^{I}_{r} |      | Tax on the incomes of all factors, its rate added to that by factor
consumption_tax_power | region                   | 1 + rate    | \tau^{H}_{r} |      | Tax on household consumption, on the price with product tax
intermediate_tax_power | sector destination activity | 1 + rate | \tau^{N}_{idj} | tfm | Product tax on intermediate use
final_tax_power     | sector destination agent   | 1 + rate    | \tau^{F}_{ida} | tpm | Product tax on final use
""",
) + _rows(
    "level",
    r"""
allocation_benchmark | activity region           | t CO2 per USD | \bar e_{jr} |     | Emissions per unit of output by which free allowances are allotted
""",
    feature="abatement",
) + _rows(
    "level",
    r"""
nqp                 | activity region            | index 0 to 1 | \mathcal{N}_{jr} | | Potential: index of new quality productive forces
adoption            | activity region            | share       | m_{jr}     |       | Matching rate between technology and industry
absorptive_capacity | region                     | index       | \alpha_{r} |       | Absorptive capacity, on the effect of technology on productivity
spillover_strength  | region                     | ratio       | \chi_{r}   |       | Effect of partners' NQP relative to own, per unit of imports in income
spillover_response  | region                     | share       | \psi_{r}   |       | 1: weights of the spillover are counterfactual imports; 0: those of the benchmark
spillover_carrier   | sector origin destination  | share       | c_{iod}    |       | Part of an import that carries technology
standards_distance  | origin destination         | index 0 to 1 | \Delta_{od} |     | Distance between the standards of two regions
data_restriction    | origin destination         | index 0 to 1 | R_{od}     |      | Restriction of data flows from the origin to the destination
elasticity_tfp      | activity                   | semi-elasticity | \varepsilon^{A}_{j} | | Total factor productivity by effective NQP
elasticity_trade_cost | sector                   | semi-elasticity | \varepsilon^{D}_{i} | | Trade cost by effective NQP of both ends, as a fall
elasticity_standards | sector                    | semi-elasticity | \varepsilon^{K}_{i} | | Barrier by distance between standards
elasticity_data     | sector                     | semi-elasticity | \varepsilon^{R}_{i} | | Trade cost by data restriction
""",
    feature="technology",
) + _rows(
    "level",
    r"""
adjustment_coverage | sector origin destination  | share       | c^{A}_{iod} |      | Part of a flow that the border adjustment covers
adjustment_reference | sector destination        | USD per t CO2 | \bar\phi_{id} |  | Reference price of the border adjustment
adjustment_follows  | sector destination         | share       | f_{id}     |       | Part of the destination's own carbon price added to the reference price
adjustment_deduction | sector destination        | share       | u_{id}     |       | Part of the free allocation at the destination that is deducted from the reference price
adjustment_credit   | sector origin destination  | share       | k^{A}_{iod} |      | Part of the carbon price paid at the origin that is credited
adjustment_scope    | sector origin destination  | ratio       | s_{iod}    |       | Emissions charged that fall with abatement, per unit of abatement at the origin
adjustment_intensity | activity region           | t CO2 per USD | \epsilon^{A}_{jr} | | Direct emissions per unit of output from which abatement is counted at the border
rebate_share        | sector origin destination  | share       | y_{iod}    |       | Part of the carbon payment that is refunded on exports
origin_share        | destination                | share       | o_{d}      |       | Part of border receipts that the destination passes on to the origin
fund_share          | destination                | share       | v_{d}      |       | Part of border receipts that the destination passes on to the fund
fund_key            | region                     | share       | l_{r}      |       | Part of the fund that a region gets
""",
    feature="border_adjustment",
)

ELASTICITIES = _rows(
    "elasticity",
    r"""
sigma_import_source | sector destination | elasticity | \sigma^{M}_{id} | ESUBM | Substitution among import origins
sigma_domestic_import | sector destination | elasticity | \sigma^{A}_{id} | ESUBD | Substitution between domestic goods and imports
sigma_value_added   | activity region | elasticity | \sigma^{V}_{jr} | ESUBVA | Substitution among factors
sigma_intermediate  | activity region | elasticity | \sigma^{N}_{jr} | ESUBC | Substitution among intermediates
sigma_top           | activity region | elasticity | \sigma^{T}_{jr} | ESUBT | Substitution between value added and intermediates
sigma_final         | agent region | elasticity | \sigma^{F}_{ar} |       | Substitution among an agent's purchases
""",
) + _rows(
    "elasticity",
    r"""
abatement_elasticity | activity region | elasticity | \eta^{C}_{jr} | | Elasticity of the marginal abatement cost curve
""",
    feature="abatement",
) + _rows(
    "elasticity",
    r"""
sigma_capital_energy | activity region | elasticity | \sigma^{K}_{jr} | | Substitution between capital and energy
sigma_energy        | activity region | elasticity | \sigma^{E}_{jr} | | Substitution among energy goods
""",
    feature="capital_energy",
)

SHARES = _rows(
    "share",
    r"""
value_added_share   | activity region            | share of cost | \theta^{V}_{jr} | | Value added in production cost
factor_share        | factor activity region     | share of value added | \theta_{fjr} | | Factor in value added
factor_coefficient  | factor activity region     | per unit of value added | \bar l_{fjr} | | Factor per unit of value added
factor_tax_benchmark | factor activity region    | 1 + rate | \bar\tau^{L}_{fjr} | | Benchmark tax on factor use
factor_supply_share | factor activity region     | share of endowment | \lambda_{fjr} | | Activity in the benchmark use of a factor
mobility            | factor region              | elasticity | \eta_{fr} | ETRAE | Transformation of a factor between activities; 0 is sector-specific; not read where mobile
deflator            | factor agent               | share | \delta_{fa} | | Price index by which a factor's real price is measured
intermediate_share  | sector activity region     | share of intermediates | \theta_{ijr} | | Good in the intermediate bundle, at purchasers' prices
final_share         | sector destination agent   | share of spending | \theta_{ida} | | Good in an agent's spending
utility_share       | agent region               | share of income | \theta^{U}_{ar} | | Agent in regional utility
cost_coefficient    | activity region            | million USD per unit of output | \bar c_{jr} | | Production cost in output
value_added_coefficient | activity region        | per unit of output | \bar v_{jr} | | Value added per unit of output
bundle_coefficient  | activity region            | per unit of output | \bar n_{jr} | | Intermediates per unit of output, at purchasers' prices
intermediate_coefficient | sector destination activity | per unit of bundle | \bar z_{idj} | | Good per unit of the intermediate bundle
final_coefficient   | sector destination agent   | per unit of real spending | \bar f_{ida} | | Good per unit of an agent's real spending
landed_benchmark    | sector origin destination  | index       | \bar p^{L}_{iod} | | Landed price in the benchmark
intermediate_tax_benchmark | sector destination activity | 1 + rate | \bar\tau^{N}_{idj} | | Benchmark product tax on intermediate use
final_tax_benchmark | sector destination agent   | 1 + rate    | \bar\tau^{F}_{ida} | | Benchmark product tax on final use
spends_nothing      | agent region               | 0 or 1      | z^{0}_{ar}  | | Whether an agent spends nothing in the benchmark
spends_public_income | agent                     | 0 or 1      | z^{G}_{a}   | | Whether an agent spends the public income
pays_consumption_tax | agent                     | 0 or 1      | z^{H}_{a}   | | Whether an agent pays the consumption tax
consumption_tax_benchmark | region               | 1 + rate    | \bar\tau^{H}_{r} | | Benchmark tax on household consumption
income_tax_benchmark | factor region             | 1 + rate    | \bar\tau^{I}_{fr} | | Benchmark tax on the income of a factor
income_benchmark    | region                     | million USD | \bar I_{r}  | | Benchmark income
emission_intensity  | activity region            | t CO2 per USD | \epsilon_{jr} | | Direct emissions per unit of output
world_weight        | factor region              | share       | \bar\omega_{fr} | | Weight of a factor price in the world index
numeraire_factor_weight | factor region          | share       | \nu_{fr}    | | Weight of a factor price in the numeraire
numeraire_final_weight | agent region            | share       | \nu_{ar}    | | Weight of an agent's price index in the numeraire
""",
) + _rows(
    "share",
    r"""
household_intensity | sector region              | t CO2 per USD | \epsilon^{H}_{ir} | | Direct emissions per unit of a good that households buy
""",
    feature="household_emissions",
) + _rows(
    "share",
    r"""
abatement_reference | activity region            | USD per t CO2 | R_{jr} | | Price that scales the abatement curve
""",
    feature="abatement",
) + _rows(
    "share",
    r"""
technology_on_factors | activity                 | 0 or 1 | \lambda^{V}_{j} | | 1: technology saves factors, hence acts on value added; 0: it saves all inputs
nqp_matched_benchmark | activity region          | index points | \bar n^{O}_{jr} | | Matched NQP in the benchmark
spillover_weight_benchmark | sector origin destination | share of income | \omega_{iod} | | Imports over the buyer's income in the benchmark
crosses_border      | origin destination         | 0 or 1      | \beta_{od} | | Whether origin and destination differ
standards_distance_benchmark | origin destination | index 0 to 1 | \bar\Delta_{od} | | Distance between standards in the benchmark
data_restriction_benchmark | origin destination  | index 0 to 1 | \bar R_{od} | | Data restriction in the benchmark
""",
    feature="technology",
) + _rows(
    "share",
    r"""
capital_energy_share | activity region           | share of value added | \theta^{K}_{jr} | | Capital and energy in value added, energy included in it
energy_share        | activity region            | share of capital and energy | \theta^{E}_{jr} | | Energy in capital and energy
energy_factor_share | factor activity region     | share of capital and energy | \theta^{K}_{fjr} | | Factor in capital and energy
energy_factor_coefficient | factor activity region | per unit of capital and energy | \bar l^{K}_{fjr} | | Factor per unit of capital and energy
energy_good_share   | sector activity region     | share of energy | \theta^{E}_{ijr} | | Good in energy, at purchasers' prices
energy_coefficient  | sector destination activity | per unit of energy | \bar z^{E}_{idj} | | Good per unit of energy
""",
    feature="capital_energy",
) + _rows(
    "share",
    r"""
domestic_share      | sector destination         | share of absorption | \theta^{D}_{id} | | Domestic good in absorption
source_share        | sector origin destination  | share of imports | \theta_{iod} | | Origin in imports, at landed prices
domestic_coefficient | sector destination        | per unit of absorption | \bar q^{D}_{id} | | Domestic good per unit of absorption
import_coefficient  | sector destination         | per unit of absorption | \bar q^{M}_{id} | | Import composite per unit of absorption
source_coefficient  | sector origin destination  | per unit of imports | \bar x_{iod} | | Quantity from an origin per unit of imports
""",
    feature="sourcing_by_destination",
) + _rows(
    "share",
    r"""
domestic_share_by_user | sector destination user | share of absorption | \theta^{D}_{idu} | | Domestic good in a user's purchases of a good
source_share_by_user | sector origin destination user | share of imports | \theta_{iodu} | | Origin in a user's imports of a good, at landed prices
import_coefficient_by_user | sector destination user | per unit of absorption | \bar q^{M}_{idu} | | Import composite per unit of a user's purchases
""",
    feature="sourcing_by_user",
) + _rows(
    "share",
    r"""
subsistence         | sector destination agent   | million USD at benchmark prices | \gamma_{ida} | | Committed purchases of an agent
subsistence_benchmark | agent region             | million USD | \bar e^{S}_{ar} | | Benchmark cost of an agent's committed purchases
""",
    feature="subsistence",
)

# fmt: on
REGISTRY: dict[str, Entry] = {e.name: e for e in (*VARIABLES, *SHOCKABLE, *ELASTICITIES, *SHARES)}


def entries(features: Iterable[str], *kinds: str) -> list[Entry]:
    """Rows of the symbols that a model with these features has, of all kinds unless named."""
    known = set(features)
    return [
        e
        for e in REGISTRY.values()
        if (not e.feature or e.feature in known) and (not kinds or e.kind in kinds)
    ]


def entry_of(name: str) -> Entry:
    """Registry row of a symbol; ``fixed_<variable>`` is the level at which a closure holds it."""
    if name in REGISTRY:
        return REGISTRY[name]
    held = REGISTRY[name.removeprefix(HELD)]
    return replace(
        held,
        name=name,
        kind="level",
        latex=rf"\hat{{{held.latex.split('_{')[0]}}}_{{{held.latex.split('_{')[-1]}",
        gtap="",
        description=f"Level at which the closure holds: {held.description}",
    )
