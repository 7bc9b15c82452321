"""Tariff rates by flow: the accounts hold, and what each user pays in all is kept."""

import csv
import io

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from calibration import (
    InputError,
    InputWarning,
    accounts,
    aggregate,
    check_benchmark,
    complete_benchmark,
    own_values,
    random_benchmark,
    rates_on,
    read_mapping,
    with_tariff_rates,
    with_tariffs,
)
from calibration.margins import dutiable

ECONOMIES = {
    "plain": {},
    "sources by user": {"by_user": True},
    "margins": {"margins": True},
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("options", ECONOMIES.values(), ids=ECONOMIES)
def test_accounts_hold_and_what_users_pay_is_kept(groups, write, options):
    data = random_benchmark(4, 5, seed=6, **options)
    path = write("tariffs", "goods,all,north,30,percent,s,2022", "S4,R1,R3,0.05,fraction,s,2022")
    made = with_tariff_rates(data, path, groups)
    check_benchmark(made)
    assert (accounts(made)["relative"] < 1e-13).all()
    for use, tax in (("intermediate_use", "intermediate_tax"), ("final_use", "final_tax")):
        before, after = ((d[use] + d[tax]).sum("sector") for d in (data, made))
        np.testing.assert_allclose(after, before, rtol=1e-12)
    for name in ("sales", "export_tax", "value_added", "output_tax"):
        assert made[name].equals(data[name])
    scale = float(data["sales"].sum())
    np.testing.assert_allclose(made["foreign_saving"], data["foreign_saving"], atol=1e-13 * scale)


def test_receipts_are_the_new_rates_on_the_old_trade_and_come_out_of_product_taxes(
    data, groups, write
):
    path = write("tariffs", "goods,all,north,30,percent,s,2022")
    made = with_tariff_rates(data, path, groups)
    flows = {"sector": ["S1", "S2", "S3"], "destination": ["R1", "R2"]}
    abroad = data["origin"] != data["destination"]
    assert (made["tariff_rate"].sel(flows).where(abroad) == 0.3).sum() == 3 * 2 * 3
    np.testing.assert_allclose(made["tariff_revenue"], made["tariff_rate"] * dutiable(data))
    more = float((made["tariff_revenue"] - data["tariff_revenue"]).sum())
    taxes = sum(float((made[t] - data[t]).sum()) for t in ("intermediate_tax", "final_tax"))
    assert taxes == pytest.approx(-more)
    assert made["tariff_rate"].where(~abroad, 0).equals(data["tariff_rate"].where(~abroad, 0))
    untouched = {"destination": ["R3", "R4"]}
    assert made["tariff_rate"].sel(untouched).equals(data["tariff_rate"].sel(untouched))


def _rows(rate):
    return [
        f"{s},{o},{d},{value!r},fraction,s,2022"
        for (s, o, d), value in zip(
            ((s, o, d) for s in rate.sector.values for o in rate.origin.values
             for d in rate.destination.values), rate.to_numpy().ravel().tolist(), strict=True
        )
        if o != d
    ]  # fmt: skip


def test_the_rates_of_a_date_by_file_make_the_benchmark_of_that_date(dated, write):
    """The same accounts by another way: a file of all rates, and the schedule of the data."""
    path = write("tariffs", *_rows(rates_on(dated, "none")))
    by_file, by_date = with_tariff_rates(dated, path), with_tariffs(dated, "none")
    for name in ("tariff_rate", "tariff_revenue", "intermediate_use", "intermediate_tax",
                 "final_use", "final_tax", "foreign_saving"):  # fmt: skip
        np.testing.assert_allclose(by_file[name], by_date[name], rtol=1e-12, atol=1e-9)


def test_other_dates_keep_what_they_add_and_take_no_more_than_there_is(dated, write):
    path = write("tariffs", "S1,R1,R3,2,percent,s,2022", "S2,R1,R3,0,percent,s,2022")
    made = with_tariff_rates(dated, path)
    flow = {"origin": "R1", "destination": "R3"}
    old, later = (rates_on(dated, d).sel(flow) for d in ("2022", "2025-04-09"))
    assert float((later - old).sel(sector="S1")) == pytest.approx(0.1)
    found = rates_on(made, "2025-04-09").sel(flow)
    np.testing.assert_allclose(found.sel(sector=["S1", "S2"]), [0.12, 0.1])
    special = 0.5 * float(old.sel(sector="S1"))
    free = rates_on(made, "none").sel(flow)
    np.testing.assert_allclose(
        free.sel(sector=["S1", "S2"]), [max(0.02 - special, 0.0), 0.0], atol=1e-16
    )
    others = {"sector": ["S3", "S4", "S5"]}
    for date in ("none", "2022", "2025-04-09"):
        assert rates_on(made, date).sel(others).equals(rates_on(dated, date).sel(others))


def test_an_aggregate_has_the_mean_rate_and_the_record(data, groups, write, tmp_path):
    made = with_tariff_rates(data, write("tariffs", "S1,R1,R3,50,percent,WTO,2021"), groups)
    table = tmp_path / "joining.csv"
    rows = [f"region,R{n},{'A' if n < 3 else f'R{n}'}" for n in range(1, 5)]
    rows += [f"sector,S{n},{'X' if n < 3 else f'S{n}'}" for n in range(1, 6)]
    table.write_text("\n".join(["dimension,member,label", *rows]), encoding="utf-8")
    joined = aggregate(made, read_mapping(table, made))
    here = {"sector": ["S1", "S2"], "origin": ["R1", "R2"], "destination": "R3"}
    base, rate = (array.sel(here) for array in (dutiable(made), made["tariff_rate"]))
    found = float(joined["tariff_rate"].sel(sector="X", origin="A", destination="R3"))
    assert found == pytest.approx(float((rate * base).sum() / base.sum()), rel=1e-13)
    (row,) = own_values(joined).to_dict("records")
    assert (row["variable"], row["cells"], row["sources"]) == ("tariff_rate", 1, "WTO (2021)")


LABELS = [f"S{n}" for n in range(1, 6)], [f"R{n}" for n in range(1, 5)]
FLOWS = st.tuples(
    st.sampled_from(LABELS[0]), st.sampled_from(LABELS[1]), st.sampled_from(LABELS[1])
).filter(lambda flow: flow[1] != flow[2])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.dictionaries(FLOWS, st.floats(-0.5, 0.9), min_size=1, max_size=20))
@pytest.mark.filterwarnings("ignore")
def test_what_is_written_is_what_is_read(data, tmp_path, cells):
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("year", "source", "unit", "rate", "destination", "origin", "sector"))
    for (sector, origin, destination), rate in cells.items():
        rows.writerow((2022, "a, b", "fraction", repr(rate), destination, origin, sector))
    path = tmp_path / "any.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    made = with_tariff_rates(data, path)
    wanted = data["tariff_rate"].copy()
    for (sector, origin, destination), rate in cells.items():
        wanted.loc[{"sector": sector, "origin": origin, "destination": destination}] = rate
    assert made["tariff_rate"].equals(wanted)
    assert (accounts(made)["relative"] < 1e-12).all()


BAD = [
    ("S9,R1,R2,5,percent,s,2022", "sector: 'S9' is not a sector or group; did you mean 'S"),
    ("S1,nroth,R2,5,percent,s,2022", "origin: 'nroth' is not an origin or group; did you mean 'no"),
    ("S1,R1,,5,percent,s,2022", "destination: is left blank; write 'all' for all of them"),
    ("S1,R1,R2,25,fraction,s,2022", "rate 25 with the unit fraction is 2,500 %; write the unit"),
    ("S1,R1,R2,5,%,s,2022", "unit '%' is neither percent nor fraction"),
    ("S1,R1,R2,5,,s,2022", "unit '' is neither percent nor fraction"),
    ("S1,R1,R2,x,percent,s,2022", "rate 'x' is not a number"),
    ("S1,R1,R2,inf,percent,s,2022", "rate 'inf' is not a number"),
    ("S1,R1,R2,-100,percent,s,2022", "rate -100 percent takes away all that is paid, or more"),
    ("S1,R1,R2,5,percent,,2022", "source is empty; name one, or write that it is an assumption"),
    ("S1,R1,R2,5,percent,s,next", "year 'next' is not a year as 2022"),
    ("S1,R1,R1,5,percent,s,2022", "names sales of a region to itself, which bear no tariff"),
    ("S3,R3,R4,5,percent,s,2022", "gives 5 % to S3 R3 R4, and line 2 7 %; a cell has one value"),
    ("all,R3,*,0.05,fraction,s,2022", "gives 5 % to S3 R3 R4, and line 2 7 %; a cell has one"),
]


@pytest.mark.parametrize(("row", "said"), BAD)
def test_a_faulty_row_is_refused_with_its_line(data, groups, write, row, said):
    path = write("tariffs", "third,R3,R4,7,percent,s,2022", row)
    with pytest.raises(InputError) as caught:
        with_tariff_rates(data, path, groups)
    (problem,) = caught.value.problems
    assert problem.startswith(f"{path}:3: {said}")


def test_of_many_faults_the_first_are_told_and_the_rest_counted(data, write):
    path = write("tariffs", *["S9,R1,R2,5,percent,s,2022"] * 100)
    with pytest.raises(InputError) as caught:
        with_tariff_rates(data, path)
    assert len(caught.value.problems) == 20
    assert caught.value.problems[-1].endswith("; the same or the like in 80 more places")


def test_rates_that_leave_nothing_to_pay_are_refused(data, write):
    """Where half of what a good costs is paid for its buyer, nothing is left to pay the tariff."""
    tax = data["final_tax"].copy()
    subsidised = {"sector": "S1", "agent": "household"}
    tax.loc[subsidised] = -0.5 * data["final_use"].sel(subsidised)
    data = complete_benchmark(data.drop_vars("foreign_saving").assign(final_tax=tax))
    path = write("tariffs", "all,all,all,5000,percent,s,2022")
    with pytest.raises(InputError, match="with these rates, final_tax leaves nothing of"):
        with_tariff_rates(data, path)


def test_rows_on_no_trade_and_small_percentages_are_noted(write):
    data = random_benchmark(4, 5, seed=3, zeros=0.3)
    gone = ((data["sales"] == 0) & (data["origin"] != data["destination"])).to_numpy()
    s, o, d = (int(k[0]) for k in np.nonzero(gone))
    row = f"S{s + 1},R{o + 1},R{d + 1},0.2,percent,s,2022"
    with pytest.warns(InputWarning) as noted:
        with_tariff_rates(data, write("tariffs", row))
    said = [str(each.message).partition(": ")[2] for each in noted]
    assert said == [
        "1 row falls on no trade of the data, first line 2",
        "the highest rate in percent is 0.2; are these fractions? Then say so",
    ]
