"""What the dataset and its variables say about themselves."""

ICIO = "OECD Inter-Country Input-Output tables 2022: national and bilateral flows (CC BY 4.0)"
BUDGET = "Global Carbon Budget 2023, national fossil CO2 by fuel, Andrew and Peters (CC BY 4.0)"
EDGAR = "EDGAR_2024_GHG, Joint Research Centre (CC BY 4.0), GWP-100 of the IPCC's fifth report"
LABOUR = "Penn World Table 10.01, labour shares with the self-employed (CC BY 4.0)"
TARIFFS = "Teti, Global Tariff Database, corrected from WTO MFN averages (tariffs/corrections.csv)"
IN_FORCE = (
    "US Census, duties collected in 2024 (public domain); China on the USA: tradewar-tracker "
    "(MIT), after Bown, Jung and Zhang (PIIE); tariffs/in-force-2022.csv, laws in tariffs/laws.csv"
)
ADDED = (
    "trade-war-redux-2025 (MIT), corrected; lists of China and Canada; "
    "tariffs/added-since-2022.csv, laws in tariffs/laws.csv"
)

CARBON_PRICES = (
    "carbon-prices/in-force-2022.csv: World Bank, State and Trends of Carbon Pricing 2022, and the "
    "schemes themselves (recalled)"
)

DATASET: dict[str, object] = {
    "name": "oecd-icio-2022",
    "title": "World economy 2022: 81 economies, 50 industries, second edition",
    "year": 2022,
    "unit": "million USD",
    "currency": "USD, current prices",
    "version": "2",
    "licence": "CC BY 4.0, as the OECD tables it derives from",
    "default_aggregation": "16x22",
    "source": (
        f"{ICIO}; {TARIFFS}; {IN_FORCE}; {ADDED}; {BUDGET}; {EDGAR}; "
        "OECD production-based CO2 (2018), CDIAC (to 2020) and Ember (CC BY 4.0); CEPII GeoDist; "
        f"World Input-Output Database (CC BY 4.0); {LABOUR}"
    ),
    "method": "data/build/oecd_icio_2022; described in docs/data.md",
    "reconstructed": (
        "bilateral trade in services by sector (proportional fitting to margins and pair totals, "
        "from priors of 2011 and 2014 and named flows); "
        "the table of ROW (pooled technology of 20 developing economies); sourcing is the same for "
        "all users of a good; export taxes by partner and good; product tax at one rate per user; "
        "trade and transport margins by pair and good; tariffs of and on ROW; tariff corrections; "
        "mixed income of the self-employed; capital stock; CO2 by user and fuel; "
        "other gases by user; "
        "losses beyond depreciation as production subsidies"
    ),
}

VARIABLE_NOTES: dict[str, dict[str, object]] = {
    "sales": {
        "source": ICIO,
        "reconstructed": "services by sector and partner, whose total over services is of the "
        "source; ROW's domestic services by sector",
    },
    "sales_on_prior": {
        "source": "World Input-Output Database, releases of 2013 (2011) and 2016 (2014), "
        "CC BY 4.0; data/build/oecd_icio_2022/concordances/services_overrides.csv",
        "definition": "split by service rests on a table of that service and pair, damped, or on a "
        "named flow; the pair's total over services is observed",
    },
    "sales_imputed": {
        "definition": "split by service rests on exports, imports, distance and the pair's total "
        "over services alone; the total is observed",
    },
    "tariff_rate": {
        "source": f"{TARIFFS}; {IN_FORCE}",
        "reconstructed": "ROW as buyer and seller; lines marked so in the corrections; the USA's "
        "rates are those collected in 2024 less the review of section 301; China's waivers of its "
        "answers are assumed to be complete in A01, B06 and C10T12",
        "definition": "in force in 2022; averages over products by trade of the sources' years",
        "year": 2022,
    },
    "tariff_schedule": {
        "source": ADDED,
        "reconstructed": "averages of averages: products within an industry by US imports of 2024, "
        "partners outside the source by their statutory rate; members of the EU as one; ROW as the "
        "mean of 12 economies; lists of China and Canada by trade in listed products",
        "definition": "rates in force on the date less tariff_rate; none: general and preferential "
        "rates alone; 2022: tariff_rate itself",
        "missing": "answers of India and Turkey (2019 to 2023), Canada's duty on cars, China's on "
        "farm machinery and lorries, metal derivatives after August 2025",
    },
    "export_tax_rate": {
        "units": "fraction",
        "long_name": "tax on foreign sales at basic prices",
        "source": ICIO,
        "reconstructed": "one rate on exports and one on visitors' purchases per seller; ROW",
    },
    "intermediate_use": {"source": ICIO, "reconstructed": "ROW"},
    "final_use": {"source": ICIO, "reconstructed": "ROW"},
    "intermediate_tax_rate": {
        "units": "fraction",
        "long_name": "product tax less subsidies on purchases by activities",
        "source": ICIO,
        "reconstructed": "one rate per user; ROW",
    },
    "final_tax_rate": {
        "units": "fraction",
        "long_name": "product tax less subsidies on purchases by final agents",
        "source": ICIO,
        "reconstructed": "one rate per user; ROW",
    },
    "value_added": {
        "source": f"{ICIO}; {LABOUR}",
        "reconstructed": "ROW; capital where it would be negative; mixed income",
        "definition": "labour: compensation of employees and mixed_income; capital: the rest",
    },
    "mixed_income": {
        "source": LABOUR,
        "reconstructed": "national totals close the gap between compensation of employees (2022) "
        "and the labour share (2019); industries by the pattern of WIOD 2016 (2014)",
        "definition": "what self-employed people earn by their work; labour less mixed_income is "
        "compensation of employees, as in the tables",
        "year": 2019,
    },
    "factor_part_share": {
        "source": "World Bank, World Development Indicators (CC BY 4.0): SE.TER.CUAT.BA.ZS, latest "
        "year to 2022; NY.GDP.COAL.RT.ZS, NY.GDP.PETR.RT.ZS, NY.GDP.NGAS.RT.ZS, NY.GDP.MINR.RT.ZS, "
        "world, median of 2017 to 2021",
        "reconstructed": "ASSUMPTION: the pattern of skills over industries "
        "(concordances/skill_pattern.csv), one wage premium of 1.7, resources at the same share of "
        "capital income in all economies, quarrying, forestry and fishing, land (docs/factors.md)",
        "definition": "skilled: bachelor's degree or more; natural resources: rents of coal, oil "
        "and gas, ores, quarries, forests, fish; land: of crops and animals",
    },
    "capital_stock": {
        "source": "Penn World Table 10.01 (CC BY 4.0): (1 - labsh) / (irr + delta), 2019",
        "reconstructed": "the ratio to value added of 2019 at national prices, times value added "
        "of 2022; ROW: economies without a table, by GDP",
        "definition": "at prices and market exchange rates of 2022, not at purchasing power parity",
        "year": 2019,
    },
    "depreciation_rate": {
        "source": "Penn World Table 10.01 (CC BY 4.0): delta",
        "reconstructed": "ROW: economies without a table, by capital stock",
        "year": 2019,
    },
    "output_tax": {"source": ICIO, "reconstructed": "ROW; losses beyond depreciation"},
    "co2": {
        "source": f"{BUDGET}; users by OECD production-based CO2 (2018), CDIAC, Ember",
        "year": 2022,
        "reconstructed": "split over users; ships and aircraft between countries by resident",
        "definition": "sum of co2_by_fuel, co2_own_fuel and co2_process; households not included",
    },
    "co2_process": {
        "source": BUDGET,
        "year": 2022,
        "definition": "cement and other carbonates, in C23 (assumed for the latter); flaring, in "
        "B06, or where there is none in C19 or D",
    },
    "co2_household": {
        "source": f"{BUDGET}; CDIAC less OECD combustion of industries, 2018",
        "year": 2022,
        "reconstructed": "split between households and activities; economies that are not in "
        "residual_of_sources, by purchases of fuels at the pooled intensity of those that are",
        "definition": "sum of co2_household_by_fuel",
    },
    "co2_by_fuel": {
        "source": f"{BUDGET}; purchases: {ICIO}",
        "year": 2022,
        "reconstructed": "users and goods, by proportional fitting (docs/emissions-by-fuel.md)",
        "definition": "sector is the good bought",
    },
    "co2_own_fuel": {
        "source": BUDGET,
        "year": 2022,
        "reconstructed": "what purchases cannot carry at the least price of a fuel "
        "(concordances/fuel_purchases.csv, an assumption)",
    },
    "co2_household_by_fuel": {
        "source": BUDGET,
        "year": 2022,
        "reconstructed": "as co2_by_fuel",
    },
    "co2_source_fuel": {"source": BUDGET, "year": 2022},
    "other_gases": {
        "source": f"{EDGAR}: CH4, N2O and fluorinated gases by economy and sector",
        "year": 2022,
        "reconstructed": "users within the source's eight sectors, by output, fuel burnt and "
        "weights that are assumptions (concordances/other_gases.csv, docs/other-gases.md)",
        "definition": "no part of co2; without land use and forestry",
    },
    "other_gases_household": {
        "source": EDGAR,
        "year": 2022,
        "reconstructed": "as other_gases; sector is the good whose use they are taken to follow",
    },
    "other_gases_source": {"source": EDGAR, "year": 2022},
    "other_gases_bunkers": {
        "source": EDGAR,
        "year": 2022,
        "reconstructed": "world totals by the CO2 of water and air transport",
    },
    "co2_source_bunkers": {
        "source": BUDGET,
        "year": 2022,
        "reconstructed": "world totals by what water and air transport emit",
    },
    "co2_household_estimated": {
        "definition": "of economies whose figure is not a residual of the sources",
    },
    "co2_source_activities": {
        "source": "OECD production-based CO2, total of all industries",
        "year": 2018,
        "definition": "zero for economies that the source has within its rest of the world",
    },
    "co2_source_national": {"source": "CDIAC, solid, liquid and gas fuel", "year": 2018},
    "co2_source_transport": {
        "source": "the smaller of CDIAC bunker fuels and OECD water and air transport",
        "year": 2018,
        "definition": "an approximation: bunkers are where fuel is sold, not who burns it",
    },
    "co2_source_process": {"source": BUDGET, "year": 2022},
    "margin": {
        "source": ICIO,
        "reconstructed": "part of the exports of G and H49 that is taken for margins; by good in "
        "proportion to what a pair trades (docs/margins.md)",
    },
    "transport_margin": {
        "source": f"{ICIO}; WIOD 2016 release: margins of 6.4 % of imported intermediates, 2014",
        "reconstructed": "freight as a part of the exports of H49, H50 and H51 (assumed); by flow "
        "in proportion to the goods that a destination imports (docs/margins.md)",
    },
    "transport_supply": {"source": ICIO, "reconstructed": "as transport_margin"},
    "carbon_price": {
        "source": CARBON_PRICES,
        "year": 2022,
        "assumption": "coverage by activity",
        "definition": "price times the part of the activity's emissions that pays it",
    },
    "free_allocation": {
        "source": CARBON_PRICES,
        "year": 2022,
        "assumption": "free shares where the list says so",
    },
    "carbon_price_household": {
        "source": CARBON_PRICES,
        "year": 2022,
        "assumption": "coverage of households",
    },
    "distance": {
        "source": "CEPII GeoDist, distw (population weighted)",
        "reconstructed": "ROW: mean over economies without a table",
    },
}
