"""A benchmark written in headers of GTAP: the mapping the other way round, on its own.

It is written from what the headers mean (Corong et al. 2017, table of the data base) and shares
nothing with `calibration.gtap`.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration import HeaderArray

CGDS = "CGDS"
AGENT_LETTER = {"household": "P", "government": "G", "investment": "I"}
PARAMETERS = ("ESBD", "ESBM", "ESBV", "ESBT", "ESBC", "ESBG", "ESBI", "INCP", "SUBP", "ETRE",
              "SLUG", "RFLX", "RDLT", "ESBS")  # fmt: skip


def to_gtap(data: xr.Dataset, seed: int = 0) -> list[HeaderArray]:
    """Headers of version 7, the parameters among them."""
    draw = np.random.default_rng(seed)
    region, good = (list(map(str, data[d].to_numpy())) for d in ("region", "sector"))
    factor, mode = (list(map(str, data[d].to_numpy())) for d in ("factor", "margin_sector"))
    sets = {"REG": region, "COMM": good, "ACTS": [f"a_{g}" for g in good], "ENDW": factor,
            "MARG": mode}  # fmt: skip
    arrays = _goods(data, draw) | _trade(data) | _factors(data) | _parameters(data)
    runs = {
        **dict.fromkeys(("VDFB", "VDFP", "VMFB", "VMFP", "MAKB", "MAKS"), "COMM ACTS REG"),
        **{f"V{source}{letter}{price}": "COMM REG" for source in "DM" for letter in "PGI"
           for price in "BP"},
        **dict.fromkeys(("EVFB", "EVFP", "EVOS"), "ENDW ACTS REG"),
        **dict.fromkeys(("VXSB", "VFOB", "VCIF", "VMSB"), "COMM REG REG"),
        "VTWR": "MARG COMM REG REG", "VST": "MARG REG",
        **dict.fromkeys(("SAVE", "VDEP", "VKB", "ESBG", "ESBI", "RFLX"), "REG"),
        **dict.fromkeys(("ESBD", "ESBM", "INCP", "SUBP"), "COMM REG"),
        **dict.fromkeys(("ESBV", "ESBT", "ESBC"), "ACTS REG"),
        "ETRE": "ENDW REG", "ESBS": "MARG",
    }  # fmt: skip
    made = [_array(name, arrays[name], runs[name].split(), sets) for name in arrays]
    texts = {**sets, "ENDS": ["Land"], "ENDM": [f for f in factor if f != "Land"]}
    return [*(HeaderArray(n, f"Set {n}", np.array(labels)) for n, labels in texts.items()), *made]


def _array(name: str, values: np.ndarray, kinds: list[str], sets: dict[str, list[str]]):
    labels = tuple(tuple(sets[kind]) for kind in kinds)
    return HeaderArray(name, f"header {name}", values, tuple(kinds), labels, name)


def _goods(data: xr.Dataset, draw: np.random.Generator) -> dict[str, np.ndarray]:
    """Purchases: what each user takes from home and from abroad, before and after product tax."""
    sold = data["sales_by_user"]
    abroad = data["origin"].rename(origin="o") != data["destination"].rename(destination="d")
    abroad = abroad.rename(o="origin", d="destination")
    landed = (
        data["sales"]
        + data["export_tax"]
        + data["transport_margin"].sum("margin_sector")
        + data["tariff_revenue"]
    )
    power = (landed / data["sales"]).where(data["sales"] > 0, 1.0)
    at_home = sold.where(~abroad, 0.0).sum("origin")
    imported = (sold * power).where(abroad, 0.0).sum("origin")
    use = xr.concat(
        [data["intermediate_tax"].rename(activity="user"), data["final_tax"].rename(agent="user")],
        "user",
    )
    part = xr.DataArray(draw.uniform(0.2, 0.8, use.shape), dims=use.dims, coords=use.coords)
    part = xr.where(imported <= 0, 1.0, xr.where(at_home <= 0, 0.0, part))
    paid_home, paid_abroad = at_home + part * use, imported + (1 - part) * use
    found = {}
    for source, basic, paid in (("D", at_home, paid_home), ("M", imported, paid_abroad)):
        for price, values in (("B", basic), ("P", paid)):
            firms = values.sel(user=data["activity"].to_numpy())
            order = ("sector", "user", "destination")
            found[f"V{source}F{price}"] = firms.transpose(*order).to_numpy()
            for agent, letter in AGENT_LETTER.items():
                one = values.sel(user=agent).transpose("sector", "destination")
                found[f"V{source}{letter}{price}"] = one.to_numpy()
    return found


def _trade(data: xr.Dataset) -> dict[str, np.ndarray]:
    foreign = 1.0 - np.eye(data.sizes["region"])
    exports = data["sales"].to_numpy() * foreign
    fob = exports + data["export_tax"].to_numpy()
    carried = data["transport_margin"].to_numpy()
    cif = fob + carried.sum(axis=0)
    return {
        "VXSB": exports,
        "VFOB": fob,
        "VCIF": cif,
        "VMSB": cif + data["tariff_revenue"].to_numpy(),
        "VTWR": carried,
        "VST": data["transport_supply"].to_numpy(),
    }


def _factors(data: xr.Dataset) -> dict[str, np.ndarray]:
    basic = data["value_added"].to_numpy()
    rate = data["income_tax"].to_numpy() / basic.sum(axis=1)
    made = data["sales"].sum("destination").to_numpy().copy()
    for mode in data["margin_sector"].to_numpy():
        row = list(data["sector"].to_numpy()).index(mode)
        made[row] += data["transport_supply"].sel(margin_sector=mode).to_numpy()
    diagonal = np.eye(data.sizes["sector"])[:, :, None]
    spent = (data["final_use"] + data["final_tax"]).sel(agent="investment").sum("sector")
    depreciation = (data["depreciation_rate"] * data["capital_stock"]).to_numpy()
    return {
        "EVFB": basic,
        "EVFP": basic + data["factor_tax"].to_numpy(),
        "EVOS": basic * (1.0 - rate[:, None]),
        "MAKB": diagonal * made[:, None],
        "MAKS": diagonal * (made - data["output_tax"].to_numpy())[:, None],
        "VKB": data["capital_stock"].to_numpy(),
        "VDEP": depreciation,
        "SAVE": spent.to_numpy() - depreciation - data["foreign_saving"].to_numpy(),
    }


def _parameters(data: xr.Dataset) -> dict[str, np.ndarray]:
    regions, ones = data.sizes["region"], np.ones(data.sizes["region"])
    sigma = {n: data[n].to_numpy() for n in data if str(n).startswith("sigma_")}
    land = np.array([-0.5 if f == "Land" else -2.0 for f in data["factor"].to_numpy()])

    def spread(values: np.ndarray) -> np.ndarray:
        return np.repeat(values[:, None], regions, axis=1)

    return {
        "ESBD": spread(sigma["sigma_domestic_import"]),
        "ESBM": spread(sigma["sigma_import_source"]),
        "ESBV": spread(sigma["sigma_value_added"]),
        "ESBT": spread(sigma["sigma_top"]),
        "ESBC": spread(sigma["sigma_intermediate"]),
        "ESBG": sigma["sigma_final"][1] * ones,
        "ESBI": sigma["sigma_final"][2] * ones,
        "INCP": spread(np.ones(data.sizes["sector"])),  # with these two the CDE is Cobb-Douglas
        "SUBP": spread(np.zeros(data.sizes["sector"])),
        "ETRE": spread(land),
        "ESBS": np.ones(data.sizes["margin_sector"]),
        "RFLX": 10.0 * ones,
    }


_V6 = {
    "VDFB": "VDFM", "VDFP": "VDFA", "VMFB": "VIFM", "VMFP": "VIFA",
    "VDPB": "VDPM", "VDPP": "VDPA", "VMPB": "VIPM", "VMPP": "VIPA",
    "VDGB": "VDGM", "VDGP": "VDGA", "VMGB": "VIGM", "VMGP": "VIGA",
    "EVFB": "VFM", "EVFP": "EVFA", "EVOS": "EVOA",
    "VXSB": "VXMD", "VFOB": "VXWD", "VCIF": "VIWS", "VMSB": "VIMS",
}  # fmt: skip
_SETS_V6 = {"REG": "H1", "COMM": "H2", "ENDW": "H6", "MARG": "MARG", "ENDS": "H7"}


def to_version_6(given: list[HeaderArray]) -> list[HeaderArray]:
    """The same data base in headers of version 6: investment is the activity CGDS."""
    by_name = {array.name: array for array in given}
    goods = tuple(map(str, by_name["COMM"].values))
    produced = (*goods, CGDS)
    found = []
    for array in given:
        if array.name in _SETS_V6:
            found.append(HeaderArray(_SETS_V6[array.name], array.long_name, array.values))
        elif array.name in _V6:
            found.append(_in_version_6(by_name, array, produced))
        elif array.name in ("ESBD", "ESBM"):
            found.append(_one("TRAD_COMM", array.name, array.values[:, 0], goods))
        elif array.name in ("ESBV", "ESBT"):
            values = np.append(array.values[:, 0], 0.0)
            found.append(_one("PROD_COMM", array.name, values, produced))
        elif array.name == "ETRE":
            found.append(_one("ENDWS_COMM", "ETRE", array.values[:1, 0], ("Land",)))
        elif array.name in ("VTWR", "VST", "SAVE", "VDEP", "VKB", "INCP", "SUBP", "RFLX"):
            found.append(array)
    slug = [int(label == "Land") for label in by_name["ENDW"].values]
    return [*found, HeaderArray("SLUG", "1 = sluggish", np.array(slug))]


def _one(kind: str, name: str, values: np.ndarray, labels: tuple[str, ...]) -> HeaderArray:
    return HeaderArray(name, f"header {name}", values, (kind,), (labels,), name)


def _in_version_6(by_name: dict, array: HeaderArray, produced: tuple[str, ...]) -> HeaderArray:
    values, labels = array.values, list(array.labels)
    if array.name == "EVOS":
        values, labels = values.sum(axis=1), [labels[0], labels[2]]
    elif "ACTS" in array.sets:
        investors = np.zeros((values.shape[0], 1, values.shape[2]))
        if array.name[0] == "V":
            investors = by_name[array.name.replace("F", "I", 1)].values[:, None]
        values, labels[1] = np.concatenate([values, investors], axis=1), produced
    kinds = {"COMM": "TRAD_COMM", "ACTS": "PROD_COMM", "ENDW": "ENDW_COMM", "REG": "REG"}
    names = [kinds[kind] for kind in array.sets]
    names = [names[0], names[2]] if array.name == "EVOS" else names
    name = _V6[array.name]
    return HeaderArray(name, f"header {name}", values, tuple(names), tuple(labels), name)


def by_file(given: list[HeaderArray]) -> dict[str, list[HeaderArray]]:
    """Arrays of the three files: data base, parameters, sets."""
    files = {"basedata.har": [], "default.prm": [], "sets.har": []}
    for array in given:
        text = array.values.dtype.kind == "U"
        name = "sets.har" if text else "default.prm" if array.name in PARAMETERS else "basedata.har"
        files[name].append(array)
    return files


def shuffled(array: HeaderArray, seed: int) -> HeaderArray:
    """The same array with the labels of each set in another order, the same for the same set."""
    values, labels = array.values, list(array.labels)
    for axis, (kind, given) in enumerate(zip(array.sets, array.labels, strict=True)):
        draw = np.random.default_rng([seed, *kind.encode()])
        order = draw.permutation(len(given))
        values = np.take(values, order, axis)
        labels[axis] = tuple(given[n] for n in order)
    return HeaderArray(array.name, array.long_name, values, array.sets, tuple(labels), array.name)
