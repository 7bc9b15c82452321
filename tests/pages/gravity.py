"""Tables of the page on structural gravity: estimates on shipped flows, beside what is in use."""

from __future__ import annotations

from functools import cache

import numpy as np
import xarray as xr
import yaml

import cge
from calibration.gravity import Gravity
from cge.analysis.trade_statistics import shipped_population
from cge.inputs import find as locations
from cge.inputs.data import finest_data
from tests.pages import marks
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import full

PAGE = marks.DOCS / "gravity.md"
EU = "EU27"
FINEST = {"covariates": ["distance", "border", "tariff", EU]}
FOREIGN = {"covariates": ["distance", "tariff", EU], "domestic": False}
RULES = ("data_restriction", "standards_distance")
FIRST, OTHER = "oecd-icio-2022-v1", "wiod-2011"
SECTORS = {FIRST: ["services"], OTHER: ["c28", "c30", "c27"]}
SERVICES = {
    f"all services, 2022 (`{FIRST}`)": (FIRST, "sum"),
    f"finance, 2011 (`{OTHER}`, c28)": (OTHER, "c28"),
    "business services, 2011 (c30)": (OTHER, "c30"),
    "post and telecom, 2011 (c27)": (OTHER, "c27"),
}
ALL_FLOWS, FOREIGN_FLOWS = "all flows", "foreign flows"
CONTROLLED = "all flows, border by size and income"
VARIANTS = (ALL_FLOWS, CONTROLLED, FOREIGN_FLOWS)
TWO = 2.0  # standard errors


@cache
def _goods(domestic: bool) -> Gravity:
    return cge.gravity(**(FINEST if domestic else FOREIGN))


@cache
def _services(data: str, variant: str) -> Gravity:
    own = _border_by_size_and_income(data) if variant == CONTROLLED else {}
    border = [] if variant == FOREIGN_FLOWS else ["border"]
    return cge.gravity(
        data,
        SECTORS[data],
        ["distance", *border, *RULES, EU, *own],
        own=own,
        domestic=variant != FOREIGN_FLOWS,
        cluster="economies",
        summed=data == FIRST,
    )


def _border_by_size_and_income(data: str) -> dict[str, xr.DataArray]:
    """Between two economies the mean of their log value added, and of that per head."""
    benchmark = finest_data(data)
    size = benchmark["value_added"].sum(["factor", "activity"])
    persons = shipped_population(full()).sel(region=benchmark["region"])
    labels = benchmark["region"].to_numpy()
    abroad = ~np.eye(len(labels), dtype=bool)
    found = {}
    for name, values in (("border_by_size", size), ("border_by_income", size / persons)):
        log = np.log(values.to_numpy())
        cells = np.where(abroad, (log[:, None] + log) / 2, 0)
        coords = {"origin": labels, "destination": labels}
        found[name] = xr.DataArray(cells, coords, ("origin", "destination"))
    return found


def elasticities() -> str:
    """Elasticity between origins by the tariff, beside that of the data, by sector."""
    both = [_goods(domestic) for domestic in (True, False)]
    rows = [["Sector", "in use", "all flows", "foreign flows", "distance", "border", "pseudo R2"]]
    for sector in both[0].sectors:
        at = both[0].data.sel(sector=sector)
        cells = [_sigma(found, sector) for found in both]
        effects = (fixed(at["coefficient"].sel(covariate=k), 2) for k in ("distance", "border"))
        fit = fixed(both[1].data["pseudo_r2"].sel(sector=sector), 2)
        rows.append([sector, fixed(at["sigma_shipped"], 1), *cells, *effects, fit])
    return markdown(rows)


def _sigma(found: Gravity, sector: str) -> str:
    """Estimate and standard error; in bold where the elasticity in use is within two of these."""
    at = found.elasticities().sel(sector=sector)
    text = f"{fixed(at['sigma'], 1)} ({fixed(at['standard_error'], 1)})"
    return f"**{text}**" if abs(at["deviation"]) <= TWO else text


def counts() -> str:
    """How many sectors say what."""
    rows = [["of 27 sectors", "all flows", "foreign flows"]]
    tables = [_goods(domestic).elasticities() for domestic in (True, False)]
    verdicts = {
        "elasticity in use within two standard errors": lambda t: abs(t["deviation"]) <= TWO,
        "estimate lower": lambda t: t["deviation"] < -TWO,
        "estimate higher": lambda t: t["deviation"] > TWO,
        "tariff has the wrong sign": lambda t: t["sigma"] < 0,
        "standard error above 3": lambda t: t["standard_error"] > 3,
    }
    for title, holds in verdicts.items():
        rows.append([title, *(str(int(holds(table).sum())) for table in tables)])
    medians = [fixed(np.median(table["sigma"]), 1) for table in tables]
    rows.append(["median estimate", *medians])
    in_use = fixed(np.median(tables[0]["sigma_shipped"]), 1)
    rows.append(["median in use", in_use, in_use])
    return markdown(rows)


def rules_on_data() -> str:
    """Elasticity of the trade cost to rules on data, beside what technologies assume."""
    assumed = _assumed()
    head = ["Trade cost per unit of the index", *(_words(name) for name in RULES)]
    rows = [head, ["**assumed, technology `standard`**", *(fixed(assumed[n], 3) for n in RULES)]]
    for case, (data, sector) in SERVICES.items():
        for variant in VARIANTS:
            found = _services(data, variant).cost_elasticities().sel(sector=sector)
            cells = (_estimate(found.sel(covariate=name)) for name in RULES)
            rows.append([f"{case}, {variant}", *cells])
    return markdown(rows)


def _assumed() -> dict[str, float]:
    text = locations.find("technologies", "standard").read_text(encoding="utf-8")
    channels = yaml.safe_load(text)["channels"]
    return {
        "data_restriction": channels["data_flow"]["elasticity"]["digital_services"],
        "standards_distance": channels["standards"]["elasticity"]["all"],
    }


def _words(name: str) -> str:
    return name.replace("_", " ")


def _estimate(at) -> str:
    return f"{fixed(at['elasticity'], 2)} ({fixed(at['standard_error'], 2)})"


def misses() -> str:
    """Largest misses of the gravity system over sectors, as powers of ten."""
    checks = [_goods(True).check(), *(_services(data, ALL_FLOWS).check() for data in SECTORS)]
    rows = [["Largest miss", "goods, 27 sectors", "services, 4 cases"]]
    titles = {
        "adding_up": "fitted flows add up to output and expenditure, relative",
        "fitted": "the system at estimated costs gives fitted flows, of the sector's trade",
        "observed": "with the residual in the cost it gives the observed ones",
    }
    for name, title in titles.items():
        here = [
            float(checks[0][name].max()),
            max(float(check[name].max()) for check in checks[1:]),
        ]
        rows.append([title, *(_bound(miss) for miss in here)])
    return markdown(rows)


def _bound(miss: float) -> str:
    """A miss differs in its last digits between machines; it is bounded coarsely."""
    return next(f"below 1e-{n}" for n in (10, 8, 6, 4, 2) if miss < 10**-n)


PARTS = {
    "elasticities": elasticities,
    "counts": counts,
    "rules on data": rules_on_data,
    "misses": misses,
}
