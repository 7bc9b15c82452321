"""What the dataset and its variables say about themselves."""

from calibration.readers.wiod import SOURCE

ELASTICITIES = (
    "1 + trade elasticity in Costinot and Rodriguez-Clare (2014): estimates of Caliendo and Parro "
    "(2015) for goods, 5 for services"
)

DATASET: dict[str, object] = {
    "name": "wiod-2008-crc",
    "title": "World economy 2008: 34 economies, 31 industries, as in Costinot and Rodriguez-Clare",
    "year": 2008,
    "unit": "million USD",
    "currency": "USD, current prices",
    "version": "1",
    "licence": "CC BY 4.0, as the WIOD tables it derives from",
    "source": f"{SOURCE}; table of 2008",
    "method": (
        "data/build/wiod_2008; described in docs/gallery.md. Negative final demand set to zero and "
        "output recomputed; all final demand in the household; all value added, with the taxes "
        "inside it, in labour; no tariffs; Cobb-Douglas nests"
    ),
    "reconstructed": (
        "output, by the treatment of negative final demand; sourcing is the same for all users of "
        "a good; no CO2 and no distances in the source: zero and 1"
    ),
}
