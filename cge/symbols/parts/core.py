"""Symbols of every model."""

from __future__ import annotations

from cge.symbols.table import Part

PART = Part(
    variables=r"""
price_factor             | factor region               | index                           | w_{fr}      | pe          | Corong et al. (2017)       | nominal        | Price of a factor
rent                     | factor activity region      | index                           | \rho_{fjr}  |             | Powell and Gruen (1968)    |                | Return of a factor in an activity, relative to its regional price
price_world              | world                       | index                           | p^{W}       | pfactwld    | Corong et al. (2017)       | nominal        | World factor-price index, benchmark endowments as weights
price_value_added        | activity region             | index                           | p^{V}_{jr}  | pva         | Corong et al. (2017)       | nominal        | Price of value added
price_intermediate       | activity region             | index                           | p^{N}_{jr}  | pint        | Corong et al. (2017)       | nominal        | Price of the bundle of intermediates
unit_cost                | activity region             | index                           | c_{jr}      | po          | Corong et al. (2017)       | nominal        | Unit cost of production, before output tax and carbon price
price_basic              | activity region             | index                           | p_{jr}      | pds         | Corong et al. (2017)       | nominal        | Basic price of output
price_landed             | sector origin destination   | index                           | p^{L}_{iod} | pmds        | Corong et al. (2017)       | nominal        | Price at the buyer's border, duty and charge paid
price_final              | agent region                | index                           | p^{F}_{ar}  | ppriv       | Corong et al. (2017)       | nominal        | Price index of an agent's purchases
price_utility            | region                      | index                           | p^{U}_{r}   | p           | Corong et al. (2017)       | nominal        | Price of a unit of regional utility
expenditure              | agent region                | million USD                     | e_{ar}      | yp          | Corong et al. (2017)       | nominal        | Spending of an agent
final_demand             | sector destination agent    | million USD at benchmark prices | F_{ida}     | qpa         | Corong et al. (2017)       |                | Purchases of an agent
output                   | activity region             | million USD at benchmark prices | Y_{jr}      | qo          | Corong et al. (2017)       |                | Output
value_added_demand       | activity region             | million USD at benchmark prices | V_{jr}      | qva         | Corong et al. (2017)       |                | Value added used, with the energy that is combined with capital
intermediate_bundle      | activity region             | million USD at benchmark prices | N_{jr}      | qint        | Corong et al. (2017)       |                | Bundle of intermediates used, energy that is combined with capital left out
factor_demand            | factor activity region      | million USD at benchmark prices | L_{fjr}     | qfe         | Corong et al. (2017)       |                | Use of a factor
intermediate_demand      | sector destination activity | million USD at benchmark prices | Z_{idj}     | qfa         | Corong et al. (2017)       |                | Purchases of an activity
trade                    | sector origin destination   | million USD at benchmark prices | X_{iod}     | qxs         | Corong et al. (2017)       |                | Quantity that arrives, at benchmark basic prices
income                   | region                      | million USD                     | I_{r}       | y           | Corong et al. (2017)       | nominal        | Regional income, foreign saving included
revenue_output_tax       | region                      | million USD                     | T^{Y}_{r}   | del_taxrout | Corong et al. (2017)       | nominal signed | Receipts of output taxes
revenue_intermediate_tax | region                      | million USD                     | T^{N}_{r}   | del_taxriu  | Corong et al. (2017)       | nominal signed | Receipts of product taxes on intermediate use
revenue_final_tax        | region                      | million USD                     | T^{F}_{r}   | del_taxrpc  | Corong et al. (2017)       | nominal signed | Receipts of product taxes on final use
revenue_consumption_tax  | region                      | million USD                     | T^{H}_{r}   | del_taxrpc  | own                        | nominal signed | Receipts of the tax on household consumption
revenue_income_tax       | region                      | million USD                     | T^{I}_{r}   | del_taxrinc | Corong et al. (2017)       | nominal signed | Receipts of taxes on factor incomes, part of these
public_income            | region                      | million USD                     | I^{G}_{r}   |             | own                        | nominal        | Income that the government spends by itself; 0 where it is part of one regional budget
capital_inflow           | region                      | million USD                     | S_{r}       | del_tbal    | Corong et al. (2017)       | nominal signed | Foreign saving that a region receives; sums to zero over the world
revenue_factor_tax       | region                      | million USD                     | T^{L}_{r}   | del_taxrfu  | Corong et al. (2017)       | nominal signed | Receipts of taxes on factor use
revenue_tariff           | region                      | million USD                     | T^{M}_{r}   | del_taxrimp | Corong et al. (2017)       | nominal signed | Tariff receipts
revenue_export_tax       | region                      | million USD                     | T^{X}_{r}   | del_taxrexp | Corong et al. (2017)       | nominal signed | Export tax receipts
revenue_border_charge    | region                      | million USD                     | T^{B}_{r}   |             | Böhringer et al. (2012)    | nominal signed | Receipts of the carbon charge at the border
revenue_carbon           | region                      | million USD                     | T^{C}_{r}   |             | Burniaux and Truong (2002) | nominal signed | Receipts of the domestic carbon price
revenue_barrier_rent     | region                      | million USD                     | T^{R}_{r}   |             | Bhagwati (1965)            | nominal signed | Rents of import barriers that the region earns
real_factor_price        | factor region               | index                           | \omega_{fr} |             | Corong et al. (2017)       |                | Price of a factor after income tax, over the price index of what its owners buy
real_spending            | agent region                | million USD at benchmark prices | C_{ar}      | up          | Corong et al. (2017)       |                | Real spending of an agent, what it spends at benchmark prices for the same utility
utility                  | region                      | million USD at benchmark prices | U_{r}       | u           | Corong et al. (2017)       |                | Real regional income
equivalent_variation     | region                      | million USD                     | EV_{r}      | EV          | Corong et al. (2017)       | signed         | Equivalent variation
emissions                | activity region             | Mt CO2                          | E_{jr}      | gco2        | Burniaux and Truong (2002) |                | Direct emissions
emissions_total          | region                      | Mt CO2                          | E_{r}       | gco2t       | Burniaux and Truong (2002) |                | Direct emissions of all activities
""",
    levels=r"""
productivity            | activity region           | index                           | A_{jr}             | aoall    | Corong et al. (2017)       |         | Total factor productivity
factor_productivity     | factor activity region    | index                           | b_{fjr}            | afeall   | Corong et al. (2017)       |         | Factor-augmenting productivity
iceberg                 | sector origin destination | index                           | \delta_{iod}       | ams      | Samuelson (1954)           |         | Units shipped per unit that arrives
border_carbon_price     | sector origin destination | USD per t CO2                   | \phi_{iod}         |          | Böhringer et al. (2012)    |         | Carbon charge at the border of the destination
border_carbon_intensity | sector origin destination | t CO2 per USD                   | \epsilon^{B}_{iod} |          | Böhringer et al. (2012)    |         | Emissions charged at the border per unit that arrives
carbon_price            | activity region           | USD per t CO2                   | \kappa_{jr}        |          | Burniaux and Truong (2002) |         | Domestic carbon price
carbon_price_economy    | region                    | USD per t CO2                   | \kappa_{r}         |          | Burniaux and Truong (2002) | signed  | Carbon price of all activities of a region, added to that of the activity
free_allocation         | activity region           | share of emissions              | z_{jr}             |          | Böhringer et al. (2012)    |         | Emissions exempt from the domestic carbon price
endowment               | factor region             | million USD at benchmark prices | \bar L_{fr}        | qe       | Corong et al. (2017)       |         | Endowment of a factor
barrier_waste           | sector origin destination | share                           | g_{iod}            |          | Bhagwati (1965)            | up_to_1 | Part of a barrier that uses up goods like an iceberg cost; the rest earns a rent
barrier_importer_share  | sector origin destination | share                           | h_{iod}            |          | Bhagwati (1965)            | up_to_1 | Part of a barrier's rent that the destination earns; the origin earns the rest
foreign_saving          | region                    | million USD                     | \bar S_{r}         | del_tbal | Corong et al. (2017)       | signed  | Foreign saving, in units of the world factor-price index
foreign_saving_share    | region                    | share of income                 | s^{B}_{r}          |          | own                        | signed  | Foreign saving by share of income, added to that in units of the index
transfer                | region                    | million USD                     | \Gamma_{r}         |          | own                        | signed  | Transfer from private to public budget, in units of the world factor-price index
expenditure_share       | agent region              | share of income                 | s_{ar}             | dppriv   | Corong et al. (2017)       |         | Share of an agent in regional income, divided by the sum of all shares
numeraire_level         | world                     | index                           | \bar P             | pfactwld | Corong et al. (2017)       |         | Level of the numeraire
""",
    powers=r"""
tariff_power           | sector origin destination   | 1 + rate | t_{iod}        | tms      | Corong et al. (2017) |  | Import tariff, on the price with export tax, margins and iceberg cost
export_power           | sector origin destination   | 1 + rate | x_{iod}        | txs      | Corong et al. (2017) |  | Export tax, on the basic price
output_tax_power       | activity region             | 1 + rate | \tau_{jr}      | to       | Corong et al. (2017) |  | Output tax, on production cost
barrier_power          | sector origin destination   | 1 + rate | k_{iod}        |          | Bhagwati (1965)      |  | Import barrier other than a tariff, on the price with tariff
factor_tax_power       | factor activity region      | 1 + rate | \tau^{L}_{fjr} | tfe      | Corong et al. (2017) |  | Tax on factor use
income_tax_power       | factor region               | 1 + rate | \tau^{I}_{fr}  | tinc     | Corong et al. (2017) |  | Tax on the income of a factor, part of it
income_surtax_power    | region                      | 1 + rate | \tau^{I}_{r}   |          | own                  |  | Tax on the incomes of all factors, its rate added to that by factor
consumption_tax_power  | region                      | 1 + rate | \tau^{H}_{r}   |          | own                  |  | Tax on household consumption, on the price with product tax
intermediate_tax_power | sector destination activity | 1 + rate | \tau^{N}_{idj} | tfd, tfm | Corong et al. (2017) |  | Product tax on intermediate use
final_tax_power        | sector destination agent    | 1 + rate | \tau^{F}_{ida} | tpd, tpm | Corong et al. (2017) |  | Product tax on final use
""",
    elasticities=r"""
sigma_import_source   | sector destination | elasticity | \sigma^{M}_{id} | ESUBM  | Armington (1969)     |  | Substitution among import origins
sigma_domestic_import | sector destination | elasticity | \sigma^{A}_{id} | ESUBD  | Armington (1969)     |  | Substitution between domestic goods and imports
sigma_value_added     | activity region    | elasticity | \sigma^{V}_{jr} | ESUBVA | Corong et al. (2017) |  | Substitution among factors
sigma_intermediate    | activity region    | elasticity | \sigma^{N}_{jr} | ESUBC  | Corong et al. (2017) |  | Substitution among intermediates
sigma_top             | activity region    | elasticity | \sigma^{T}_{jr} | ESUBT  | Corong et al. (2017) |  | Substitution between value added and intermediates
sigma_final           | agent region       | elasticity | \sigma^{F}_{ar} |        | Rutherford (2002)    |  | Substitution among an agent's purchases
""",
    shares=r"""
value_added_share          | activity region             | share of cost                  | \theta^{V}_{jr}    |       | Rutherford (2002)          |  | Value added in production cost
factor_share               | factor activity region      | share of value added           | \theta_{fjr}       |       | Rutherford (2002)          |  | Factor in value added
factor_coefficient         | factor activity region      | per unit of value added        | \mu_{fjr}          |       | Rutherford (2002)          |  | Factor per unit of value added
factor_tax_benchmark       | factor activity region      | 1 + rate                       | \bar\tau^{L}_{fjr} |       | Rutherford (2002)          |  | Benchmark tax on factor use
factor_supply_share        | factor activity region      | share of endowment             | \lambda_{fjr}      |       | Powell and Gruen (1968)    |  | Activity in the benchmark use of a factor
mobility                   | factor region               | elasticity                     | \eta_{fr}          | ETRAE | Powell and Gruen (1968)    |  | Transformation of a factor between activities; 0 is sector-specific; not read where mobile
deflator                   | factor agent                | share                          | \zeta_{fa}         |       | Corong et al. (2017)       |  | Price index by which a factor's real price is measured
intermediate_share         | sector activity region      | share of intermediates         | \theta_{ijr}       |       | Rutherford (2002)          |  | Good in the intermediate bundle, at purchasers' prices
final_share                | sector destination agent    | share of spending              | \theta_{ida}       |       | Rutherford (2002)          |  | Good in an agent's spending
utility_share              | agent region                | share of income                | \theta^{U}_{ar}    |       | Corong et al. (2017)       |  | Agent in regional utility
cost_coefficient           | activity region             | million USD per unit of output | \mu^{C}_{jr}       |       | Rutherford (2002)          |  | Production cost in output
value_added_coefficient    | activity region             | per unit of output             | \mu^{V}_{jr}       |       | Rutherford (2002)          |  | Value added per unit of output
bundle_coefficient         | activity region             | per unit of output             | \mu^{N}_{jr}       |       | Rutherford (2002)          |  | Intermediates per unit of output, at purchasers' prices
intermediate_coefficient   | sector destination activity | per unit of bundle             | \mu_{idj}          |       | Rutherford (2002)          |  | Good per unit of the intermediate bundle
final_coefficient          | sector destination agent    | per unit of real spending      | \mu_{ida}          |       | Rutherford (2002)          |  | Good per unit of an agent's real spending
landed_benchmark           | sector origin destination   | index                          | \bar p^{L}_{iod}   |       | Rutherford (2002)          |  | Landed price in the benchmark
intermediate_tax_benchmark | sector destination activity | 1 + rate                       | \bar\tau^{N}_{idj} |       | Rutherford (2002)          |  | Benchmark product tax on intermediate use
final_tax_benchmark        | sector destination agent    | 1 + rate                       | \bar\tau^{F}_{ida} |       | Rutherford (2002)          |  | Benchmark product tax on final use
spends_nothing             | agent region                | 0 or 1                         | z^{0}_{ar}         |       | own                        |  | Whether an agent spends nothing in the benchmark
spends_public_income       | agent                       | 0 or 1                         | z^{G}_{a}          |       | own                        |  | Whether an agent spends the public income
pays_consumption_tax       | agent                       | 0 or 1                         | z^{H}_{a}          |       | own                        |  | Whether an agent pays the consumption tax
consumption_tax_benchmark  | region                      | 1 + rate                       | \bar\tau^{H}_{r}   |       | own                        |  | Benchmark tax on household consumption
income_tax_benchmark       | factor region               | 1 + rate                       | \bar\tau^{I}_{fr}  |       | Corong et al. (2017)       |  | Benchmark tax on the income of a factor
income_benchmark           | region                      | million USD                    | \bar I_{r}         |       | Corong et al. (2017)       |  | Benchmark income
emission_intensity         | activity region             | t CO2 per USD                  | \epsilon_{jr}      |       | Burniaux and Truong (2002) |  | Direct emissions per unit of output
world_weight               | factor region               | share                          | \nu^{W}_{fr}       |       | Corong et al. (2017)       |  | Weight of a factor price in the world index
numeraire_factor_weight    | factor region               | share                          | \nu_{fr}           |       | own                        |  | Weight of a factor price in the numeraire
numeraire_final_weight     | agent region                | share                          | \nu_{ar}           |       | own                        |  | Weight of an agent's price index in the numeraire
""",
)
