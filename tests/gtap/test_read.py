"""GTAP data bases of both versions: what was written is what is read, and solves alike."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

import calibration
import cge
from calibration import HeaderArray, InputError, read_gtap
from calibration.gtap.accounts import accounts, gross_domestic_product
from calibration.gtap.database import open_database
from calibration.gtap.flows import flows_of
from calibration.gtap.headers import FLOWS, PARAMETERS
from tests.economy.conftest import scenario_of
from tests.gtap.headers import CGDS

VERSIONS = ("7", "6")
SINGLE = 1e-6
CUT = {"parameter": "tariff_power", "destination": "Asia", "set": 0}


def compared(found, meant, scale):
    """Within single precision of what the numbers are a part of."""
    largest = np.abs(np.asarray(scale)).max()
    np.testing.assert_allclose(found, meant, rtol=SINGLE, atol=SINGLE * largest)


@pytest.fixture(scope="module", params=VERSIONS)
def read(request, unpacked):
    return read_gtap(unpacked / f"gtap{request.param}", year=2017, name="drawn")


# ------------------------------------------------------- files written by another implementation
def test_the_benchmark_is_the_one_that_was_written(read, original):
    found = read[0]
    order = {dim: original[dim].to_numpy() for dim in original.dims}
    assert {dim: sorted(found[dim].to_numpy()) for dim in order} == {
        dim: sorted(labels) for dim, labels in order.items()
    }
    found = found.sel({dim: labels for dim, labels in order.items() if dim in found.dims})
    taxes = {
        "export_tax": "sales",
        "tariff_revenue": "sales",
        "intermediate_tax": "intermediate_use",
        "final_tax": "final_use",
        "factor_tax": "value_added",
        "income_tax": "value_added",
        "output_tax": "sales",
        "foreign_saving": "final_use",
    }
    assert set(found) == set(original)
    for name in set(original) - {"tariff_rate"}:
        compared(found[name], original[name], original[taxes.get(name, name)])
    traded = original["sales"] > 0  # values tell no rate of what is not traded
    compared(found["tariff_rate"].where(traded, 0), original["tariff_rate"].where(traded, 0), 1)


def test_what_the_dataset_says_of_itself(read):
    found, notes = read
    about = found.attrs
    assert (about["name"], about["year"], about["unit"]) == ("drawn", 2017, "million USD")
    assert json.loads(about["parts_of_factor"]) == {"labour": ["UnSkLab"], "capital": ["Capital"]}
    assert json.loads(about["owned_factors"]) == {"Land": 0.5}
    assert "RFLX" in json.loads(about["gtap_without_counterpart"])
    assert json.loads(about["notes"]) == notes
    assert sum("RFLX has no counterpart" in note for note in notes) == 1
    assert sum("CDE has no counterpart" in note for note in notes) == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_accounts_of_the_data_base_hold(unpacked, version):
    flows = flows_of(open_database([unpacked / f"gtap{version}"]))
    found = {account.name: account for account in accounts(flows)}
    assert {*found} == {
        *("market of an imported good", "value of imports", "international transport"),
        *(("market of a domestic good", "zero profit") if version == "7" else ()),
        "saving and investment",
    }
    for account in found.values():
        assert account.relative < 1e-6, account.name
    sides = gross_domestic_product(flows)
    for side in ("income", "value_added"):
        np.testing.assert_allclose(sides[side], sides["expenditure"], rtol=SINGLE)


@pytest.mark.parametrize("closure", ["standard", "short_run", "unemployment"])
def test_it_solves_as_the_economy_that_was_written(unpacked, original, closure):
    found, _ = read_gtap(unpacked / "gtap7")
    order = {dim: original[dim].to_numpy() for dim in original.dims if dim in found.dims}
    named = {name: found.attrs[name] for name in ("parts_of_factor", "owned_factors")}
    solved = []
    for data in (found.sel(order), original.assign_attrs(named)):
        result = cge.solve(cge.load(data, closure=closure), scenario_of(CUT))
        assert result.verified, result.verdict
        solved.append(result.data)
    for name in ("equivalent_variation", "output", "trade", "price_factor", "revenue_tariff"):
        compared(solved[0][name], solved[1][name], solved[1][name].fillna(0))
    gain = solved[0]["equivalent_variation"].sel(experiment="shock")
    assert float(np.abs(gain).max()) > 1.0


# ----------------------------------------------------------------------------- hand on the files
def changed(arrays, version, **by_header):
    """Headers of a version, with some of them replaced (None: left out)."""
    given = arrays[version] | dict.fromkeys(by_header)
    made = {name: array for name, array in given.items() if array is not None}
    for name, change in by_header.items():
        old = arrays[version].get(name)
        if change is not None:
            made[name] = change if isinstance(change, HeaderArray) else replace(
                old, values=change(old.values.copy()))  # fmt: skip
    return [*made.values()]


def scaled(cell, factor):
    def change(values):
        values[cell] *= factor
        return values

    return change


def problems_of(folder, **options):
    with pytest.raises(InputError) as caught:
        read_gtap(folder, **options)
    return caught.value.problems


BROKEN = {
    "MAKB": ("MAKB = VDFB", "food Asia"),
    "MAKS": ("MAKS = VDFP", "a_food Asia"),
    "VMSB": ("VMSB over origins", "mnfcs Europe"),
    "VCIF": ("VCIF = VFOB", "mnfcs Asia Europe"),
    "VST": ("VST over regions", "trans"),
}
CELLS = {"MAKB": (0, 0, 0), "MAKS": (0, 0, 0), "VMSB": (1, 0, 1), "VCIF": (1, 0, 1), "VST": (-1, 0)}


@pytest.mark.parametrize("header", BROKEN)
def test_an_account_that_does_not_hold_is_named(arrays, written, header):
    folder = written(changed(arrays, "7", **{header: scaled(CELLS[header], 1.01)}))
    statement, place = BROKEN[header]
    problems = problems_of(folder)
    assert any(statement in problem and place in problem for problem in problems), problems


def test_saving_that_does_not_add_up_is_a_note(arrays, written):
    _, notes = read_gtap(written(changed(arrays, "7", SAVE=scaled(0, 2.0))))
    assert any("SAVE + VDEP" in note for note in notes)


def test_all_missing_headers_are_listed(arrays, written):
    problems = problems_of(written(changed(arrays, "7", VDFP=None, VMSB=None, VTWR=None)))
    for name in ("header VDFP (firms", "header VMSB (imports", "VTWR and VST come together"):
        assert sum(name in problem for problem in problems) == 1
    assert all("basedata.har" in problem for problem in problems)


def test_missing_parameters_are_listed(arrays, written):
    problems = problems_of(written(changed(arrays, "6", ESBD=None, ESBM=None, ESBV=None)))
    assert [p.split("header ")[1][:4] for p in problems] == ["ESBD", "ESBM", "ESBV"]


def test_optional_headers_may_be_absent(arrays, written):
    absent = dict.fromkeys(
        ("VTWR", "VST", "EVOS", "SAVE", "VKB", "INCP", "ESBI", "ESBG", "MARG", "MAKB", "MAKS")
    )
    names = HeaderArray("ACTS", "Set ACTS", arrays["7"]["COMM"].values)
    goods = list(arrays["7"]["COMM"].values)
    carried = arrays["7"]["VTWR"].values.sum(axis=0)
    made = {
        # What carried is bought by investors instead, so that markets clear.
        "VDIB": lambda v: v + _at(goods, arrays["7"]["VST"], v),
        "VDIP": lambda v: v + _at(goods, arrays["7"]["VST"], v),
        "VCIF": lambda v: v - carried,
    }
    own = {n: replace(a, labels=tuple(tuple(goods) if k == "ACTS" else one
                                      for k, one in zip(a.sets, a.labels, strict=True)))
           for n, a in arrays["7"].items() if "ACTS" in a.sets and n not in absent}  # fmt: skip
    found, notes = read_gtap(written(changed(arrays, "7", **absent, **made, **own, ACTS=names)))
    assert "transport_margin" not in found
    assert not found["income_tax"].any()
    assert "capital_stock" not in found
    assert found["sigma_final"].to_numpy().tolist() == [1.0, 1.0, 0.0]
    for header in ("EVOS", "VTWR", "SAVE", "VKB", "INCP"):
        assert any(header in note and "absent" in note for note in notes), header


def _at(goods, array, like):
    """Sales to transport, on the goods that carry (good, region)."""
    made = np.zeros_like(like)
    for label, row in zip(array.labels[0], array.values, strict=True):
        made[goods.index(label)] += row
    return made


def test_a_file_that_is_no_gtap_data_base(tmp_path):
    calibration.write_har(tmp_path / "a.har", [HeaderArray("POP", "people", np.ones(2))])
    [problem] = problems_of(tmp_path)
    assert "hold no GTAP data base" in problem
    assert "headers found: POP" in problem


def test_headers_of_both_versions_are_refused(arrays, written):
    [problem] = problems_of(written([*arrays["7"].values(), arrays["6"]["VDFM"]]))
    assert "versions 7 and 6" in problem


def test_one_header_in_two_files_must_be_the_same(arrays, written, tmp_path):
    folder = written(arrays["7"].values())
    other = replace(arrays["7"]["SAVE"], values=2 * arrays["7"]["SAVE"].values)
    calibration.write_har(tmp_path / "other.har", [other])
    [problem] = problems_of(folder)
    assert "header SAVE is in" in problem
    assert "other.har" in problem


def test_labels_that_differ_are_named_with_the_nearest(arrays, written):
    vst = arrays["7"]["VST"]
    wrong = replace(vst, labels=(vst.labels[0], ("Asia", "Europa", "Rest")))
    problems = problems_of(written(changed(arrays, "7", VST=wrong)))
    assert any(
        "header VST of basedata.har has no 'Europe' along REG; did you mean 'Europa'?" in p
        for p in problems
    )


def test_capitals_do_not_matter(arrays, written, original):
    vst = arrays["7"]["VST"]
    loud = replace(vst, labels=tuple(tuple(one.upper() for one in labels) for labels in vst.labels))
    found, _ = read_gtap(written(changed(arrays, "7", VST=loud)))
    compared(found["transport_supply"], original["transport_supply"], original["transport_supply"])


def test_arrays_without_labels_take_those_of_the_file_of_sets(arrays, written, original):
    plain = {
        n: replace(a, labels=((),) * a.values.ndim) for n, a in arrays["7"].items() if a.labels
    }
    found, _ = read_gtap(written(changed(arrays, "7", **plain)))
    compared(found["sales"], original["sales"], original["sales"])


def test_no_labels_at_all_are_refused(arrays, written):
    plain = {
        n: replace(a, labels=((),) * a.values.ndim) for n, a in arrays["7"].items() if a.labels
    }
    sets = dict.fromkeys(("REG", "COMM", "ACTS", "ENDW", "MARG", "ENDS", "ENDM"))
    problems = problems_of(written(changed(arrays, "7", **plain, **sets)))
    assert len(problems) == 5
    assert "labels of REG are unknown; give the file of sets" in problems[0]


SETS = dict.fromkeys(("REG", "COMM", "ACTS", "ENDW", "MARG", "ENDS", "ENDM"))


def test_the_file_of_sets_is_not_needed(arrays, written):
    found, notes = read_gtap(written(changed(arrays, "7", **SETS)))
    assert found.sizes["region"] == 3
    assert notes[0] == (
        "caution: no file of sets and no flag says which factors are sluggish, so those are taken "
        "as such whose ETRE is nearer to 0 than that of labour (-2): Land (-0.5); mobile are "
        "UnSkLab, Capital"
    )
    assert json.loads(found.attrs["owned_factors"]) == {"Land": 0.5}
    assert json.loads(found.attrs["notes"])[0] == notes[0]


@pytest.mark.parametrize(
    ("transformation", "said"),
    [
        (None, "natural resources too; give that file"),
        (lambda v: 0 * v - 2, "too, as ETRE tells none from labour; give that file"),
        (lambda v: 0 * v, "too, as ETRE tells none from labour; give that file"),
    ],
)
def test_that_all_factors_are_mobile_is_said_first(arrays, written, transformation, said):
    files = written(changed(arrays, "7", **SETS, ETRE=transformation))
    found, notes = read_gtap(files)
    assert notes[0].startswith("caution: no file of sets and no flag says which factors are")
    assert "so all are mobile, land and natural resources" in notes[0]
    assert notes[0].endswith(said)
    assert "owned_factors" not in found.attrs


def test_a_factor_of_activities_is_told_by_an_elasticity_of_zero(arrays, written):
    def without(values):
        return np.where(values == values.max(), 0.0, values)  # of land

    found, notes = read_gtap(written(changed(arrays, "7", **SETS, ETRE=without)))
    assert json.loads(found.attrs["owned_factors"]) == {"Land": 0.0}
    assert "Land (0)" in notes[0]


@pytest.mark.parametrize(
    ("along", "said"),
    [
        (("Land",), "along which ETRE runs: Land (-0.5); mobile are "),
        (("Land", "UnSkLab"), "than that of labour (-2): Land (-0.5); mobile are "),
    ],
)
def test_elasticities_of_some_factors_tell_sluggish_ones_too(arrays, written, along, said):
    every = arrays["7"]["ETRE"]
    rows = [list(every.labels[0]).index(factor) for factor in along]
    part = replace(every, values=every.values[rows], labels=(along, every.labels[1]))
    files = changed(arrays, "7", **SETS, ETRE=None)
    found, notes = read_gtap(written([*files, part]))
    assert json.loads(found.attrs["owned_factors"]) == {"Land": 0.5}
    assert said in notes[0]
    assert "Capital" in notes[0]


def test_the_file_of_sets_decides_where_it_is_given(arrays, written):
    _, notes = read_gtap(written(changed(arrays, "7")))
    assert not any(note.startswith("caution") for note in notes)


def test_each_activity_makes_one_good(arrays, written):
    def two(values):
        values[1, 0, 0] += 1.0
        return values

    problems = problems_of(written(changed(arrays, "7", MAKB=two)))
    assert any("'a_food' makes several goods (food, mnfcs)" in p for p in problems)
    assert any("'mnfcs' is made by several activities (a_food, a_mnfcs)" in p for p in problems)


def test_version_6_needs_one_activity_for_capital_goods(arrays, written):
    without = {}
    for name, array in arrays["6"].items():
        if "PROD_COMM" in array.sets:
            axis = array.sets.index("PROD_COMM")
            at = array.labels[axis].index(CGDS)
            labels = list(array.labels)
            labels[axis] = tuple(k for k in labels[axis] if k != CGDS)
            values = np.delete(array.values, at, axis)
            without[name] = replace(array, values=values, labels=tuple(labels))
    problems = problems_of(written(changed(arrays, "6", **without)))
    assert any("must make capital goods (CGDS)" in p and "found: none" in p for p in problems)


def test_factors_that_make_capital_goods_are_refused(arrays, written):
    def employed(values):
        values[1, -1, 0] = 7.0  # CGDS is the last activity
        return values

    problems = problems_of(written(changed(arrays, "6", EVFA=employed)))
    assert any("EVFA has factors of 7 million USD that make capital goods" in p for p in problems)


# -------------------------------------------------------------------------- imports from oneself
def test_imports_of_a_region_from_itself(arrays, written, original):
    """They join domestic sales; what users pay and what treasuries get stays."""
    draw = np.random.default_rng(1)
    one = 100.0 * draw.uniform(1, 2, 3)  # of manufactures, by region
    tax, freight, duty = 0.05 * one, 0.1 * one, 0.2 * one

    def on_home(values, amount):
        for r in range(3):
            values[1, r, r] += amount[r]
        return values

    landed = one + tax + freight + duty
    seller = np.zeros(3)
    seller[2] = freight.sum()  # one region carries, for investors that buy less of the service

    def bought(values, sign=1.0):
        values[1] += sign * landed
        return values

    def carried(values):
        for r in range(3):
            values[-1, 1, r, r] += freight[r]
        return values

    def sold(values, amount):
        values[-1] += amount
        return values

    mode = list(arrays["7"]["COMM"].values).index(arrays["7"]["MARG"].values[-1])

    def given(values, amount, row):
        values[row] += amount
        return values

    makers = np.zeros((4, 4, 3))
    makers[1, 1] = one
    makers[mode, mode] = seller
    changes = {
        "VXSB": lambda v: on_home(v, one),
        "VFOB": lambda v: on_home(v, one + tax),
        "VCIF": lambda v: on_home(v, one + tax + freight),
        "VMSB": lambda v: on_home(v, landed),
        "VTWR": carried,
        "VST": lambda v: sold(v, seller),
        "VMPB": bought,
        "VMPP": bought,
        "MAKB": lambda v: v + makers,
        "MAKS": lambda v: v + makers,
        # All that is made more is labour.
        "EVFB": lambda v: _labour(v, one, seller, mode),
        "EVFP": lambda v: _labour(v, one, seller, mode),
        "EVOS": lambda v: _labour(v, one, seller, mode),
        "SAVE": None,
    }
    found, notes = read_gtap(written(changed(arrays, "7", **changes)))
    assert any("imports of a region from itself" in note for note in notes)
    calibration.check_benchmark(found)
    home = found["sales"].sel(sector="mnfcs").to_numpy().diagonal()
    before = original["sales"].sel(sector="mnfcs").to_numpy().diagonal()
    np.testing.assert_allclose(home, before + one, rtol=SINGLE)
    revenue = found["tariff_revenue"] - original["tariff_revenue"]
    np.testing.assert_allclose(revenue.sel(sector="mnfcs").to_numpy().diagonal(), duty, rtol=1e-4)
    paid = (found["final_use"] + found["final_tax"]) - (
        original["final_use"] + original["final_tax"]
    )
    np.testing.assert_allclose(paid.sel(agent="household", sector="mnfcs"), landed, rtol=1e-4)
    result = cge.solve(cge.load(found), scenario_of(CUT))
    assert result.verified, result.verdict


def _labour(values, made, carried, mode):
    values[1, 1] += made
    values[1, mode] += carried
    return values


# ------------------------------------------------------------------------------------ parameters
def test_elasticities_by_region_stay_so_and_can_be_joined(arrays, written, original):
    def spread(values):
        return values * np.array([1.0, 1.2, 1.5])

    folder = written(changed(arrays, "7", ESBM=spread))
    found, _ = read_gtap(folder)
    assert found["sigma_import_source"].dims == ("sector", "destination")
    np.testing.assert_allclose(
        found["sigma_import_source"].sel(destination="Rest"),
        1.5 * original["sigma_import_source"],
        rtol=SINGLE,
    )
    joined, _ = read_gtap(folder, one_elasticity=True)
    weight = arrays["7"]["VMSB"].values.sum(axis=1)
    mean = (weight * np.array([1.0, 1.2, 1.5])).sum(axis=1) / weight.sum(axis=1)
    np.testing.assert_allclose(
        joined["sigma_import_source"], mean * original["sigma_import_source"], rtol=SINGLE
    )
    whole = calibration.Mapping(
        "whole", dict.fromkeys(found["region"].to_numpy(), "World"),
        {good: good for good in found["sector"].to_numpy()}, {}
    )  # fmt: skip
    assert calibration.aggregate(joined, whole).sizes["region"] == 1
    with pytest.raises(
        InputError, match="sigma_import_source: is by region, so it cannot be aggregated"
    ):
        calibration.aggregate(found, whole)


def test_version_6_has_one_nest_of_intermediates_and_value_added(arrays, written):
    found, _ = read_gtap(written(changed(arrays, "6", ESBT=lambda v: v + 0.3)))
    np.testing.assert_allclose(found["sigma_top"], 0.3, rtol=SINGLE)
    np.testing.assert_allclose(found["sigma_intermediate"], 0.3, rtol=SINGLE)


def test_a_factor_that_does_not_move(arrays, written):
    fixed = HeaderArray("ENDF", "specific", np.array(["Capital"]))
    found, _ = read_gtap(written([*arrays["7"].values(), fixed]))
    assert json.loads(found.attrs["owned_factors"]) == {"Capital": 0.0, "Land": 0.5}


def test_version_6_tells_sluggish_factors_by_flag_or_by_their_elasticities(arrays, written):
    for absent in ({"H7": None}, {"H7": None, "SLUG": None}):
        found, notes = read_gtap(written(changed(arrays, "6", **absent)))
        assert json.loads(found.attrs["owned_factors"]) == {"Land": 0.5}
        assert not any("mobile" in note for note in notes)


def test_version_6_with_elasticities_of_all_factors_is_read_alike(arrays, written):
    every = arrays["7"]["ETRE"]
    whole = replace(every, values=every.values[:, 0], labels=every.labels[:1], sets=("ENDW_COMM",))
    files = [a for n, a in arrays["6"].items() if n not in ("H7", "SLUG", "ETRE")]
    found, notes = read_gtap(written([*files, whole]))
    assert json.loads(found.attrs["owned_factors"]) == {"Land": 0.5}
    assert "Land (-0.5); mobile are UnSkLab" in notes[0]


def test_transformation_must_be_below_zero(arrays, written):
    problems = problems_of(written(changed(arrays, "7", ETRE=lambda v: -v)))
    assert any(
        "header ETRE of default.prm is 0.5 for 'Land', must be 0 or less" in p for p in problems
    )


def test_sources_by_user_may_be_left_out(unpacked, original):
    found, _ = read_gtap(unpacked / "gtap7", by_user=False)
    assert "sales_by_user" not in found
    order = {dim: original[dim].to_numpy() for dim in ("sector", "destination", "activity")}
    compared(found["intermediate_use"].sel(order), original["intermediate_use"],
             original["intermediate_use"])  # fmt: skip
    assert cge.solve(cge.load(found), scenario_of(CUT)).verified


def test_a_cde_with_income_effects_solves(arrays, written):
    draw = np.random.default_rng(4)
    changes = {
        "INCP": lambda v: draw.uniform(0.4, 1.3, v.shape),
        "SUBP": lambda v: draw.uniform(0.2, 0.8, v.shape),
    }
    found, _ = read_gtap(written(changed(arrays, "7", **changes)))
    committed = found["committed_use"]
    assert not committed.sel(agent=["government", "investment"]).any()
    assert float((committed / found["final_use"]).sel(agent="household").min()) == 0.0
    assert found["sigma_final"].dims == ("agent", "region")
    assert cge.solve(cge.load(found), scenario_of(CUT)).verified


# ------------------------------------------------------------------------------------- emissions
def test_emissions_by_activity_and_of_households(arrays, written):
    draw = np.random.default_rng(2)
    fuels, acts, regions = ("mnfcs",), arrays["7"]["EVFB"].labels[1], arrays["7"]["VST"].labels[1]
    firms, home, state = draw.random((1, 4, 3)), draw.random((1, 3)), draw.random((1, 3))
    firms *= arrays["7"]["MAKB"].values.sum(axis=0) > 0  # one activity produces nothing

    def array(name, values, *labels):
        kinds = ("FUEL", "ACTS", "REG") if values.ndim == 3 else ("FUEL", "REG")
        return HeaderArray(name, "CO2", values, kinds, labels, name)

    extra = [
        array("MDF", firms, fuels, acts, regions),
        array("MMF", 2 * firms, fuels, acts, regions),
        array("MDP", home, fuels, regions),
        array("MDG", state, fuels, regions),
    ]
    found, notes = read_gtap(written([*arrays["7"].values(), *extra]))
    np.testing.assert_allclose(found["co2"], 3 * firms[0], rtol=SINGLE)
    np.testing.assert_allclose(found["co2_household"].sel(sector="mnfcs"), home[0], rtol=SINGLE)
    assert any(f"{state.sum():,.1f} Mt CO2 of government" in note for note in notes)


# ----------------------------------------------------------------------------------------- others
def test_every_header_stands_in_the_tables_once():
    for version in VERSIONS:
        for table in (FLOWS, PARAMETERS):
            names = [h.name(version) for h in table.values() if h.name(version)]
            assert len(names) == len(set(names))


def test_one_path_and_several_are_the_same(unpacked):
    folder = unpacked / "gtap7"
    found, _ = read_gtap(str(folder))
    files = [folder / name for name in ("sets.har", "default.prm", "basedata.har")]
    assert read_gtap(files)[0].identical(found) or read_gtap(files)[0].equals(found)


def test_arguments_of_another_type():
    with pytest.raises(InputError, match="paths"):
        read_gtap(3)
