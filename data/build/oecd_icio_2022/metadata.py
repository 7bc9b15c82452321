"""What the dataset and its variables say about themselves."""

ICIO = "OECD Inter-Country Input-Output tables 2022: national and bilateral flows (CC BY 4.0)"
TARIFFS = "Teti, Global Tariff Database, corrected from WTO MFN averages (tariffs/corrections.csv)"

DATASET: dict[str, object] = {
    "name": "oecd-icio-2022",
    "title": "World economy 2022: 81 economies, 50 industries",
    "year": 2022,
    "unit": "million USD",
    "currency": "USD, current prices",
    "version": "1",
    "licence": "CC BY 4.0, as the OECD tables it derives from",
    "default_aggregation": "16x22",
    "source": (
        f"{ICIO}; {TARIFFS}; OECD production-based CO2 (2018), CDIAC (to 2020) and Ember "
        "(CC BY 4.0); CEPII GeoDist"
    ),
    "method": "data/build/oecd_icio_2022; described in docs/data.md",
    "reconstructed": (
        "bilateral trade in services by sector (proportional fitting to margins and pair totals); "
        "the table of ROW (pooled technology of 20 developing economies); sourcing is the same for "
        "all users of a good; export taxes by partner and good; product tax at one rate per user; "
        "tariffs of and on ROW; tariff corrections; CO2 after 2018 and of 14 economies; losses "
        "beyond depreciation as production subsidies"
    ),
}

VARIABLE_NOTES: dict[str, dict[str, object]] = {
    "sales": {
        "source": ICIO,
        "reconstructed": "services by partner; ROW's domestic services by sector",
    },
    "tariff_rate": {
        "source": TARIFFS,
        "reconstructed": "ROW as buyer and seller; lines marked so in the corrections",
        "year": 2022,
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
        "source": ICIO,
        "reconstructed": "ROW; capital where it would be negative",
        "definition": "labour: compensation of employees; capital: the rest, mixed income included",
    },
    "output_tax": {"source": ICIO, "reconstructed": "ROW; losses beyond depreciation"},
    "co2": {
        "source": "OECD production-based CO2 (2018), CDIAC national totals and cement, Ember",
        "year": 2022,
        "reconstructed": "change from 2018 to 2022; 14 economies; split of basic metals and "
        "transport equipment; cement of 2020",
        "definition": "fuel combustion by activities and cement process; households not included",
    },
    "co2_process": {
        "source": "CDIAC, CO2 from making cement",
        "year": 2020,
        "definition": "clinker only; process emissions of other industries are not in the sources",
    },
    "co2_household": {
        "source": "CDIAC combustion in the territory less OECD combustion of industries, 2018",
        "year": 2022,
        "reconstructed": "change from 2018 to 2022; economies that are not in residual_of_sources, "
        "by purchases of fuels at the pooled intensity of those that are; the split over goods "
        "(concordances/household_fuels.csv, an assumption)",
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
    "co2_source_process": {"source": "CDIAC, CO2 from making cement", "year": 2020},
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
    "distance": {
        "source": "CEPII GeoDist, distw (population weighted)",
        "reconstructed": "ROW: mean over economies without a table",
    },
}
