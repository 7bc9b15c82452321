"""What the datasets say about themselves."""

from calibration.readers.wiod import SOURCE


def dataset(year: int) -> dict[str, object]:
    """Attributes of the table of a year."""
    return {
        "name": f"wiod-{year}-20x17",
        "title": f"World economy {year}: 20 economies, 17 sectors, for backtests",
        "year": year,
        "unit": "million USD",
        "currency": "USD, current prices",
        "version": "1",
        "licence": "CC BY 4.0, as the WIOD tables it derives from",
        "source": f"{SOURCE}; table of {year}",
        "method": (
            "data/build/backtests; described in docs/backtest.md. Stocks that shrink netted "
            "against fixed investment of the same flow; what is left negative set to zero and "
            "output recomputed; elasticities of oecd-icio-2022 through a concordance"
        ),
        "reconstructed": (
            "output, by the treatment of negative final demand; all value added, with the taxes "
            "and transport margins inside it, is labour; sourcing is the same for all users of a "
            "good; no tariffs, CO2 or distances in the source: zero, zero and 1"
        ),
    }
