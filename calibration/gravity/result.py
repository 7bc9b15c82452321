"""What gravity equations say: elasticities, trade costs, resistances, counterfactuals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.gravity import system
from calibration.gravity.covariates import TARIFF

Array = np.ndarray
_PAIR = ("origin", "destination")


@dataclass(frozen=True)
class Gravity:
    """Gravity equations of sectors, estimated.

    Attributes
    ----------
    data : xarray.Dataset
        By sector: ``coefficient`` and ``standard_error`` (covariate; not a number where a sector
        lacks it), ``pseudo_r2`` (squared correlation of flows and fitted flows),
        ``observations``, ``zeros`` among them, ``separated`` (zeros left out, of which covariates
        tell that they are zero), ``exporter_effect`` (origin) and ``importer_effect``
        (destination) in logs, ``trade_cost_factor`` (estimated trade costs to the power 1 - sigma,
        tariffs included), ``fitted`` and ``observed`` flows (million USD at basic prices),
        ``tariff_power`` (1 + rate) and ``sigma_shipped``, the elasticity between origins that the
        data have. Attributes: ``statement``, and ``cautions`` on the data.
    """

    data: xr.Dataset

    @property
    def sectors(self) -> list[str]:
        """Labels of the sectors."""
        return [str(label) for label in self.data["sector"].to_numpy()]

    @property
    def covariates(self) -> list[str]:
        """Names of the covariates."""
        return [str(label) for label in self.data["covariate"].to_numpy()]

    def elasticities(self) -> xr.Dataset:
        """Elasticity between origins by the tariff, beside that of the data.

        Flows are at basic prices, so they fall with the power sigma of 1 + tariff: purchases at
        landed prices fall with sigma - 1, and the duty is not the seller's.

        Returns
        -------
        xarray.Dataset
            By sector: ``sigma``, its ``standard_error``, ``sigma_shipped``, and
            ``deviation`` from it in standard errors.

        Raises
        ------
        InputError
            The tariff is not among the covariates.
        """
        self._must_have(TARIFF)
        at = self.data.sel(covariate=TARIFF)
        sigma, error = -at["coefficient"], at["standard_error"]
        shipped = self.data["sigma_shipped"]
        return xr.Dataset(
            {
                "sigma": sigma,
                "standard_error": error,
                "sigma_shipped": shipped,
                "deviation": (sigma - shipped) / error,
            }
        ).drop_vars("covariate")

    @explained
    def cost_elasticities(self, sigma: float | xr.DataArray | None = None) -> xr.Dataset:
        """Semi-elasticity of the iceberg trade cost to each covariate: coefficient over 1 - sigma.

        Parameters
        ----------
        sigma
            Elasticity between origins, a number or by sector; None is that of the data. It is
            taken as known: its own error is not in the standard errors.

        Returns
        -------
        xarray.Dataset
            ``elasticity`` and ``standard_error`` (sector, covariate). Of the tariff there is none:
            it is no iceberg.
        """
        power = 1 - self._sigma(sigma)
        names = [name for name in self.covariates if name != TARIFF]
        at = self.data.sel(covariate=names)
        return xr.Dataset(
            {
                "elasticity": at["coefficient"] / power,
                "standard_error": at["standard_error"] / abs(power),
            }
        )

    @explained
    def resistances(self, sigma: float | xr.DataArray | None = None) -> xr.Dataset:
        """Multilateral resistances of the gravity system at the estimated trade costs.

        Returns
        -------
        xarray.Dataset
            ``outward`` (sector, origin) and ``inward`` (sector, destination), the last importer's
            inward resistance being 1, of those that the sector has (Yotov et al. 2016).
        """
        power = 1 / (1 - self._sigma(sigma))
        found = []
        for sector in self.sectors:
            here = self._of(sector)
            outward, inward = system.resistances(*_sums(here, "fitted"), _costs(here))
            at = {"outward": ("origin", outward), "inward": ("destination", inward)}
            found.append(xr.Dataset(at, here.coords)[["outward", "inward"]])
        joined = xr.concat(found, "sector", join="outer", coords="minimal")
        joined = joined.reindex({dim: self.data[dim] for dim in _PAIR})
        return (joined ** power.sel(sector=joined["sector"])).drop_vars(
            "covariate", errors="ignore"
        )

    @explained
    def trade_costs(
        self, sigma: float | xr.DataArray | None = None, base: str = "fitted"
    ) -> xr.DataArray:
        """Iceberg trade costs of a pair over those at home, the mean of both directions.

        From fitted flows it has what the covariates explain of the costs; from observed flows it
        is the index of Head and Ries (2001), the residual being a part of the cost.

        Returns
        -------
        xarray.DataArray
            (sector, origin, destination); 1 at home, not a number where a flow is zero.
        """
        self._must_be_domestic("trade costs over those at home")
        flows = self._base(base)
        back = flows.rename(origin="destination", destination="origin").transpose(*flows.dims)
        home = flows.where(flows["origin"] == flows["destination"])
        ends = home.sum("destination") * home.sum("origin")
        ratio = (flows * back / ends).where((flows * back > 0) & (ends > 0))
        return (ratio ** (0.5 / (1 - self._sigma(sigma)))).rename("trade_cost")

    def check(self) -> xr.Dataset:
        """How closely the gravity system gives flows again, from output and expenditure alone.

        Returns
        -------
        xarray.Dataset
            By sector, as parts of the sector's trade (``adding_up``: of the economy's):
            ``adding_up``, the largest miss of an economy's output or expenditure by the fitted
            flows; ``fitted``, the largest difference between fitted flows and those of the system
            at the estimated costs; ``observed``, the same for the flows of the data, with the
            residual as a part of the cost.
        """
        found = {"adding_up": [], "fitted": [], "observed": []}  # type: dict[str, list[float]]
        for sector in self.sectors:
            here = self._of(sector)
            y, fitted = (np.nan_to_num(here[name].to_numpy()) for name in ("observed", "fitted"))
            costs = _costs(here)
            sums = _sums(here, "observed")
            miss = [np.abs(fitted.sum(1 - n) / total - 1).max() for n, total in enumerate(sums)]
            found["adding_up"].append(float(max(miss)))
            whole = costs * np.divide(y, fitted, out=np.zeros_like(y), where=fitted > 0)
            for name, cost, target in (("fitted", costs, fitted), ("observed", whole, y)):
                gap = np.abs(system.flows(*sums, cost) - target).max()
                found[name].append(float(gap / y.sum()))
        return xr.Dataset({k: ("sector", v) for k, v in found.items()}, {"sector": self.sectors})

    @explained
    def counterfactual(
        self,
        sector: str,
        cost: xr.DataArray | None = None,
        tariff: xr.DataArray | None = None,
        sigma: float | None = None,
        base: str = "observed",
    ) -> xr.Dataset:
        """A world of endowments that trades this sector alone, after a change of trade costs.

        Economies that the regression leaves out are not in it.

        Parameters
        ----------
        sector
            Label.
        cost
            Iceberg trade costs over those of the data (origin, destination); None changes none.
        tariff
            1 + tariff rate after the change; None keeps those of the data.
        sigma
            Elasticity between origins; None is that of the data.
        base
            ``observed`` flows, or ``fitted`` ones.

        Returns
        -------
        xarray.Dataset
            ``flows`` (million USD at basic prices), ``price`` (factory gate; origin),
            ``price_index`` and ``welfare`` (destination) over those of the base.

        Raises
        ------
        InputError
            For labels and shapes that do not fit, and where sales at home are not among the flows.
        """
        self._must_be_domestic("a counterfactual")
        flows = self._base(base)
        if sector not in self.sectors:
            raise InputError(f"no sector '{sector}'{nearest(sector, self.sectors)}")
        here = self._trading(sector).assign(base=flows.sel(sector=sector))
        now = here["tariff_power"].fillna(1.0)
        change = system.equilibrium(
            np.nan_to_num(here["base"].to_numpy()),
            float(here["sigma_shipped"]) if sigma is None else sigma,
            _like("cost", cost, now, 1.0),
            now.to_numpy(),
            now.to_numpy() if tariff is None else _like("tariff", tariff, now, 1.0),
        )
        return xr.Dataset(
            {
                "flows": (_PAIR, change.flows),
                "price": ("origin", change.price),
                "price_index": ("destination", change.price_index),
                "welfare": ("destination", change.welfare),
            },
            {dim: here[dim] for dim in _PAIR},
        )

    def _of(self, sector: str) -> xr.Dataset:
        """A sector, with the economies that its regression has."""
        here = self.data.sel(sector=sector)
        return here.isel(
            origin=np.isfinite(here["exporter_effect"].to_numpy()),
            destination=np.isfinite(here["importer_effect"].to_numpy()),
        )

    def _trading(self, sector: str) -> xr.Dataset:
        """A sector, with the economies that sell or buy in its regression, both ways alike."""
        here = self.data.sel(sector=sector)
        trades = [np.isfinite(here[f"{end}_effect"].to_numpy()) for end in ("exporter", "importer")]
        either = trades[0] | trades[1]
        return here.isel(origin=either, destination=either)

    def _sigma(self, given: float | xr.DataArray | None) -> xr.DataArray:
        shipped = self.data["sigma_shipped"]
        sigma = shipped if given is None else xr.zeros_like(shipped) + given
        if (abs(sigma - 1) < 1e-9).any() or sigma.sizes != shipped.sizes:
            raise InputError("sigma: by sector, and not 1, at which trade does not react to costs")
        return sigma

    def _base(self, base: str) -> xr.DataArray:
        if base not in ("observed", "fitted"):
            raise InputError(f"base: '{base}'{nearest(base, ('observed', 'fitted'))}")
        return self.data[base]

    def _must_be_domestic(self, what: str) -> None:
        if not self.data.attrs["domestic"]:
            raise InputError(f"{what}: needs sales at home among the flows, domestic=True")

    def _must_have(self, name: str) -> None:
        if name not in self.covariates:
            raise InputError(
                f"the covariate '{name}' is not in these equations, which have "
                + ", ".join(self.covariates)
            )


def _costs(here: xr.Dataset) -> Array:
    return np.nan_to_num(here["trade_cost_factor"].to_numpy())


def _sums(here: xr.Dataset, name: str) -> tuple[Array, Array]:
    values = np.nan_to_num(here[name].to_numpy())
    return values.sum(1), values.sum(0)


def _like(name: str, given: xr.DataArray | None, base: xr.DataArray, fill: float) -> Array:
    """An array of a user's in the order of the base; pairs that it does not name have ``fill``."""
    if given is None:
        return np.full(base.shape, fill)
    if set(given.dims) != set(_PAIR) or any(dim not in given.coords for dim in _PAIR):
        raise InputError(f"{name}: dims {given.dims}, not origin and destination, with labels")
    found = given.reindex({dim: base[dim] for dim in _PAIR}).transpose(*_PAIR).fillna(fill)
    if not (found > 0).all():
        raise InputError(f"{name}: values that are not above 0")
    return found.to_numpy().astype(float)
