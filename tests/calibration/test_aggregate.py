"""Aggregation keeps totals and accounts, averages with its weights, and can be done in steps."""

import json

import numpy as np
import pytest
import xarray as xr
from threadpoolctl import threadpool_limits

from calibration import aggregate, check_benchmark, members, random_benchmark, read_mapping
from calibration.aggregation import WEIGHTS
from calibration.errors import InputError
from calibration.mapping import Mapping
from calibration.membership import long_names
from calibration.variables import VARIABLES


def mapping_of(economy, regions: str, sectors: str, name: str = "test") -> Mapping:
    """Labels by position, one letter each."""
    region = dict(zip(map(str, economy["region"].to_numpy()), regions, strict=True))
    sector = dict(zip(map(str, economy["sector"].to_numpy()), sectors, strict=True))
    return Mapping(name, region, sector, {})


def test_random_economies_stay_balanced():
    for seed in range(10):
        economy = random_benchmark(5, 6, seed=seed, zeros=0.3)
        check_benchmark(aggregate(economy, mapping_of(economy, "abacb", "xyxzzy")), 1e-12)


def test_identity_mapping_changes_nothing(world, aggregated):
    full = aggregated["full"]
    for name in VARIABLES:
        assert np.allclose(full[name], world[name], rtol=1e-12), name


def test_sums_and_totals():
    economy = random_benchmark(5, 6, seed=1)
    small = aggregate(economy, mapping_of(economy, "abacb", "xyxzzy"))
    for name in VARIABLES:
        if name not in WEIGHTS:
            assert float(small[name].sum()) == pytest.approx(float(economy[name].sum())), name
    direct = economy["sales"].sel(
        sector=["S4", "S5"], origin=["R1", "R3"], destination=["R2", "R5"]
    )
    assert float(small["sales"].sel(sector="z", origin="a", destination="b")) == pytest.approx(
        float(direct.sum())
    )


def test_mixed_income_and_stocks_are_sums_and_depreciation_follows_the_stock():
    economy = random_benchmark(3, 2, seed=1)
    labour = economy["value_added"].sel(factor="labour", drop=True)
    stock = xr.DataArray([1.0, 3.0, 5.0], {"region": economy["region"]})
    rate = xr.DataArray([0.04, 0.08, 0.05], {"region": economy["region"]})
    data = economy.assign(mixed_income=0.5 * labour, capital_stock=stock, depreciation_rate=rate)
    small = aggregate(data, mapping_of(economy, "aab", "xx"))
    wanted = 0.5 * small["value_added"].sel(factor="labour", drop=True)
    assert np.allclose(small["mixed_income"], wanted)
    assert small["capital_stock"].to_numpy() == pytest.approx([4.0, 5.0])
    assert small["depreciation_rate"].to_numpy() == pytest.approx([0.07, 0.05])
    made = economy["sales"].sum(["sector", "destination"]).to_numpy()
    bare = aggregate(economy.assign(depreciation_rate=rate), mapping_of(economy, "aab", "xx"))
    mean = (0.04 * made[0] + 0.08 * made[1]) / (made[0] + made[1])
    assert float(bare["depreciation_rate"][0]) == pytest.approx(mean)


def test_in_steps_equals_at_once(world, data_folder):
    """81 x 50 to 5 x 6, and by way of a finer aggregation nested in it."""
    final = read_mapping(data_folder / "aggregations" / "5x6.csv", world)
    # Halve every group: an intermediate aggregation that the coarse one is a union of.
    halves = {
        dim: {
            member: f"{label}-{n % 2}"
            for n, (member, label) in enumerate(final.of(dim).items())
        }
        for dim in ("region", "sector")
    }  # fmt: skip
    finer = Mapping("halves", halves["region"], halves["sector"], {})
    middle = aggregate(world, finer)
    joined = {
        dim: {label: label.rsplit("-", 1)[0] for label in finer.labels(dim)}
        for dim in ("region", "sector")
    }
    steps = aggregate(middle, Mapping("5x6", joined["region"], joined["sector"], {}))
    once = aggregate(world, final)
    for name in VARIABLES:
        # Trade between members of one region no longer counts once they are joined, so this
        # weight, and only this one, depends on the order.
        tolerance = 0.01 if name == "sigma_import_source" else 1e-10
        same = once[name].reindex_like(steps[name])
        assert np.allclose(steps[name], same, rtol=tolerance), name
    for dim in ("region", "sector"):
        ours = {label: set(finest) for label, finest in members(steps, dim).items()}
        assert ours == {label: set(finest) for label, finest in members(once, dim).items()}
    check_benchmark(steps)


def test_weights():
    economy = random_benchmark(3, 4, seed=6, zeros=0.0)
    small = aggregate(economy, mapping_of(economy, "aab", "xxyz"))
    sales = economy["sales"]
    base = (sales + economy["export_tax"]).sel(sector=["S1", "S2"], origin=["R1", "R2"],
                                               destination="R3")  # fmt: skip
    rate = economy["tariff_rate"].sel(sector=["S1", "S2"], origin=["R1", "R2"], destination="R3")
    expected = float((rate * base).sum() / base.sum())
    found = small["tariff_rate"].sel(sector="x", origin="a", destination="b")
    assert float(found) == pytest.approx(expected)
    south = sales.sel(sector=["S1", "S2"])
    two = south.sel(origin=["R1", "R2"], destination="R3").sum("origin") + south.sel(
        origin="R3", destination=["R1", "R2"]
    ).sum("destination")
    sigma = economy["sigma_import_source"].sel(sector=["S1", "S2"])
    assert float(small["sigma_import_source"].sel(sector="x")) == pytest.approx(
        float((two * sigma).sum() / two.sum())
    )
    added = economy["value_added"].sum(("factor", "region")).sel(activity=["S1", "S2"])
    substitution = economy["sigma_value_added"].sel(activity=["S1", "S2"])
    assert float(small["sigma_value_added"].sel(activity="x")) == pytest.approx(
        float((added * substitution).sum() / added.sum())
    )
    assert all(
        small[name].attrs["weights"] == text for name, text in WEIGHTS.items() if name in small
    )


def test_members_and_sources_are_recorded(aggregated):
    small = aggregated["5x6"]
    assert members(small, "region")["CHN"] == ("CHN", "HKG")
    assert members(small, "sector")["ENE"] == ("B05", "B06", "C19")
    sources = json.loads(small["sigma_import_source"].attrs["source_by_label"])
    assert [text[:8] for text in sources["HVY"]] == ["Fontagne", "Costinot"]
    assert small.attrs["aggregation"] == "5x6"


def test_emission_intensity_is_emissions_over_output(world, aggregated):
    small = aggregated["16x22"]
    steel = world["co2"].sel(activity="C24A", region=["CHN", "HKG"]).sum()
    assert float(small["co2"].sel(activity="STL", region="CHN")) == pytest.approx(float(steel))


def test_the_number_of_threads_of_blas_does_not_show(world, data_folder):
    """It shows in the last bits of products of matrices."""
    mapping = read_mapping(data_folder / "aggregations" / "16x22.csv", world)
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            found.append(aggregate(world, mapping))
    assert found[0].identical(found[1])


def test_an_aggregation_keeps_its_long_names():
    """Of labels that the file describes, in the words of the file; nothing of others."""
    data = random_benchmark(3, 2, seed=1)
    regions, sectors = {"R1": "A", "R2": "B", "R3": "B"}, {"S1": "S1", "S2": "S2"}
    words = {("region", "B"): "Côte d'Ivoire and others"}
    joined = aggregate(data, Mapping("two", regions, sectors, words))
    assert long_names(joined.attrs, "region") == {"B": "Côte d'Ivoire and others"}
    assert long_names(joined.attrs, "sector") == {}
    assert long_names(data.attrs, "region") == {}
    with pytest.raises(InputError, match="names_of_region must be a mapping of labels to texts"):
        long_names({"names_of_region": '{"A": 1}'}, "region")
