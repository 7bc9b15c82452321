"""What the dataset and its variables say about themselves."""

from calibration.readers.wiod import SOURCE

DATASET: dict[str, object] = {
    "name": "wiod-2011",
    "title": "World economy 2011: 41 economies, 35 industries, sourcing by user",
    "year": 2011,
    "unit": "million USD",
    "currency": "USD, current prices",
    "version": "1",
    "licence": "CC BY 4.0, as the WIOD tables it derives from",
    "default_aggregation": "wiod-19x21",
    "source": f"{SOURCE}; table of 2011",
    "method": (
        "data/build/wiod_2011; described in docs/sourcing.md. Stocks that shrink netted against "
        "fixed investment of the same flow; what is left negative set to zero and output "
        "recomputed; whole million USD as in the source; elasticities of oecd-icio-2022 through a "
        "concordance"
    ),
    "reconstructed": (
        "output, by the treatment of negative final demand; all value added, with the taxes and "
        "transport margins inside it, is labour; no tariffs, CO2 or distances in the source: zero, "
        "zero and 1"
    ),
}

VARIABLE_NOTES: dict[str, str] = {
    "value_added": "all in labour: the table has no factors; taxes less subsidies are inside",
    "tariff_rate": "not in the table: zero",
    "output_tax": "not apart in the table: zero, and part of value added",
    "co2": "not in the table: zero",
    "distance": "not in the table: 1 everywhere",
}
