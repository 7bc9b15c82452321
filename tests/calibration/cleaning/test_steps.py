"""What each cleaning step moves, against numbers computed by hand."""

import numpy as np
import pytest
import xarray as xr

from calibration import InputError
from calibration.cleaning import STEPS, clean, effects_of
from calibration.cleaning.regions import joined
from calibration.readers import inter_country_table
from calibration.readers.table import sold

REGIONS, INDUSTRIES = ["A", "B"], ["goods", "services"]
CATEGORIES = ["homes", "state", "gross", "stocks"]
AGENTS = {
    "homes": "household",
    "state": "government",
    "gross": "investment",
    "stocks": "investment",
}
INPUTS = {"wages": "labour", "profits": "capital", "levies": "output_tax", "vat": "product_tax"}
ROWS = list(INPUTS)

FLOWS = np.array(  # rows and columns: A goods, A services, B goods, B services
    [
        [10.0, 5.0, 4.0, 1.0],
        [6.0, 12.0, 0.0, 3.0],
        [2.0, 1.0, 20.0, 7.0],
        [1.0, 0.0, 8.0, 15.0],
    ]
)
FINAL = np.array(  # columns: the four categories of A, then those of B
    [
        [30.0, 5.0, 8.0, 2.0, 6.0, 0.0, 3.0, 1.0],
        [40.0, 20.0, 4.0, 0.0, 2.0, 1.0, 0.0, 0.0],
        [7.0, 0.0, 4.0, 1.0, 50.0, 6.0, 9.0, 2.0],
        [3.0, 1.0, 0.0, 0.0, 60.0, 30.0, 5.0, 0.0],
    ]
)


def table_of(flows=FLOWS, final=FINAL, output=None, split=(0.5, 0.35, 0.05, 0.1), off=None):
    """A table whose primary inputs share in given parts what purchases leave of output."""
    made = flows.sum(axis=1) + final.sum(axis=1)
    left = made - flows.sum(axis=0)
    primary = np.outer(split, left)
    if off is not None:
        primary[1] += off
    on_final = np.zeros((len(ROWS), 8))
    on_final[3] = final.sum(axis=0) * 0.1
    return inter_country_table(
        flows, final, REGIONS, INDUSTRIES, CATEGORIES, output, primary, on_final, ROWS
    )


def cleaned(table, choices=None, **more):
    treated, effects = clean(table, AGENTS, INPUTS, choices, **more)
    return treated, {effect.step: effect for effect in effects}


def holds(table):
    """Output is the sum of its row, cost is output, nothing that must not be negative is."""
    np.testing.assert_allclose(sold(table), table.output, rtol=1e-13)
    used = table.intermediate.sum(("sector", "origin")).rename(destination="region")
    cost = used + table.primary.sum("primary_input")
    made = table.output.rename(sector="activity", origin="region")
    np.testing.assert_allclose(
        cost.transpose("activity", "region"), made.transpose("activity", "region"), atol=1e-12
    )
    assert float(table.intermediate.min()) >= 0
    assert float(table.final.min()) >= 0
    earned = table.primary.sel(primary_input=["labour", "capital", "value_added"])
    assert float(earned.min()) >= 0
    return True


def earned(table):
    return float(table.primary.sel(primary_input=["labour", "capital", "value_added"]).sum())


def test_a_table_without_fault_is_left_alone():
    table = table_of()
    treated, effects = cleaned(table)
    assert holds(treated)
    xr.testing.assert_equal(treated.intermediate, table.intermediate)
    xr.testing.assert_equal(treated.final, table.final)
    assert [name for name, effect in effects.items() if effect.did] == ["inputs"]
    assert effects["sales"].line() == "sales: nothing"
    assert effects["inputs"].line() == (
        "inputs: labour: wages; capital: profits; output_tax: levies; product_tax: vat"
    )
    assert effects["inputs"].cells == 0


def test_the_effects_are_kept_with_the_table():
    treated, effects = cleaned(table_of())
    assert {effect.step: effect for effect in effects_of(treated.attrs)} == effects
    assert list(effects) == list(STEPS)


def test_the_order_is_the_one_that_is_told():
    assert list(STEPS) == [
        *("currency", "inputs", "imbalance", "discrepancy", "re-exports", "sales", "demand"),
        *("idle", "tiny", "spending", "taxes", "losses"),
    ]


def test_another_currency_needs_a_rate():
    table = table_of().assign_attrs(currency="EUR", source="s")
    with pytest.raises(InputError, match="the table is in EUR; give USD per EUR"):
        cleaned(table)
    treated, effects = cleaned(table, usd_per_unit=1.25)
    total = FLOWS.sum() + FINAL.sum()
    assert effects["currency"].million_usd == pytest.approx(1.25 * total, rel=1e-15)
    assert effects["currency"].share == pytest.approx(1.0)
    assert float(treated.final.sum()) == pytest.approx(1.25 * FINAL.sum(), rel=1e-15)
    assert float(treated.primary_final.sum()) == pytest.approx(0.125 * FINAL.sum(), rel=1e-14)
    assert "currency" not in treated.attrs
    assert treated.attrs["converted_from"] == "million EUR at 1.25 USD"
    assert treated.attrs["source"] == "s"
    assert holds(treated)
    with pytest.raises(InputError, match=r"in USD, so there is nothing to convert at 1\.1"):
        cleaned(table_of(), usd_per_unit=1.1)
    with pytest.raises(InputError, match=r"-1\.0 USD per EUR is not positive"):
        cleaned(table, usd_per_unit=-1.0)


def test_another_unit_is_converted():
    table = table_of()
    treated, effects = cleaned(table, unit="thousand USD")
    assert float(treated.final.sum()) == pytest.approx(FINAL.sum() / 1000.0)
    assert effects["currency"].did == "converted from thousand USD"
    treated, _ = cleaned(table, unit="billion EUR", usd_per_unit=1.25)
    assert float(treated.intermediate.sum()) == pytest.approx(1250.0 * FLOWS.sum())
    assert treated.attrs["converted_from"] == "billion EUR at 1.25 USD"
    assert holds(treated)
    assert not cleaned(table, unit="million USD")[1]["currency"].did
    for unit, said in (("tonnes", "is not money"), ("million GBP", "and the table is in EUR")):
        with pytest.raises(InputError, match=said):
            cleaned(table.assign_attrs(currency="EUR"), unit=unit, usd_per_unit=1.1)


def test_product_taxes_without_purchases_are_taxes_on_production():
    flows = FLOWS.copy()
    flows[:, 1] = 0.0  # A services buys nothing and pays a tenth of output as product tax
    table = table_of(flows)
    treated, effects = cleaned(table)
    made = flows[1].sum() + FINAL[1].sum()
    effect = effects["taxes"]
    assert (effect.cells, effect.largest) == (1, "product tax of A services")
    assert effect.million_usd == pytest.approx(0.1 * made)
    cell = treated.primary.sel(activity="services", region="A")
    assert float(cell.sel(primary_input="product_tax")) == 0.0
    assert float(cell.sel(primary_input="output_tax")) == pytest.approx(0.15 * made)
    assert holds(treated)
    # A subsidy beyond what is bought, too: it would leave a negative price.
    treated, effects = cleaned(table_of(split=(1.0, 1.0, 0.0, -1.0)))
    assert effects["taxes"].cells == 4
    assert holds(treated)
    with pytest.raises(InputError, match="taxes: product tax of A services leave nothing to pay"):
        cleaned(table, {"taxes": "refuse"})


def test_margins_are_product_tax_and_other_rows_left_out():
    roles = INPUTS | {"levies": "none", "vat": "margin"}
    table = table_of()
    treated, effects = clean(table, AGENTS, roles)
    left = FLOWS.sum(axis=1) + FINAL.sum(axis=1) - FLOWS.sum(axis=0)
    found = {effect.step: effect for effect in effects}
    # A tenth and a twentieth of what purchases leave, and a tenth of final demand.
    moved = 0.15 * left.sum() + 0.1 * FINAL.sum()
    assert found["inputs"].million_usd == pytest.approx(moved, rel=1e-13)
    assert found["inputs"].note == "margins are product tax, rows without a role are left out"
    paid = treated.primary.sum(("activity", "region"))
    assert float(paid.sel(primary_input="product_tax")) == pytest.approx(0.1 * left.sum())
    # What the row left out had is a discrepancy, which value added takes.
    assert found["discrepancy"].million_usd == pytest.approx(0.05 * left.sum())
    assert float(paid.sel(primary_input="output_tax")) == 0.0
    assert holds(treated)


def test_without_rows_value_added_is_what_purchases_leave():
    bare = table_of().drop_dims("primary_input")
    treated, effects = cleaned(bare)
    left = FINAL.sum()  # of the world, value added is final demand
    assert effects["inputs"].million_usd == pytest.approx(left)
    assert float(treated.primary.sel(primary_input="value_added").sum()) == pytest.approx(left)
    assert effects["discrepancy"].did == ""


def test_cost_that_is_not_output_goes_where_it_is_told():
    off = np.array([3.0, 0.0, -2.0, 0.0])
    for choice, name in (("value-added", "capital"), ("output-tax", "output_tax")):
        treated, effects = cleaned(table_of(off=off), {"discrepancy": choice})
        effect = effects["discrepancy"]
        assert (effect.cells, effect.largest) == (2, "cost of A goods")
        assert effect.million_usd == pytest.approx(5.0)
        assert effect.largest_million_usd == pytest.approx(-3.0)
        assert effect.share == pytest.approx(5.0 / (FLOWS.sum() + FINAL.sum()))
        changed = treated.primary.sum(("activity", "region")).sel(primary_input=name)
        before = table_of().primary.sum(("activity", "region"))
        if choice == "output-tax":
            assert float(changed) == pytest.approx(float(before.sel(primary_input="levies")) - 1.0)
        assert holds(treated)
    # In proportion: labour and capital of A goods are scaled by the same factor.
    treated, _ = cleaned(table_of(off=off))
    cell = {"activity": "goods", "region": "A"}
    paid = treated.primary.sel(cell)
    labour, capital = (float(paid.sel(primary_input=k)) for k in ("labour", "capital"))
    left = float(FLOWS[0].sum() + FINAL[0].sum() - FLOWS[:, 0].sum())
    assert labour + capital == pytest.approx(0.85 * left)
    assert labour / capital == pytest.approx(0.5 * left / (0.35 * left + 3.0))
    with pytest.raises(InputError, match=r"discrepancy: cost of A goods is off \(-3 million USD\)"):
        cleaned(table_of(off=off), {"discrepancy": "refuse"})


def test_published_output_is_compared_with_its_row():
    output = FLOWS.sum(axis=1) + FINAL.sum(axis=1)
    output[1] += 1.0
    treated, effects = cleaned(table_of(output=output))
    effect = effects["discrepancy"]
    assert (effect.cells, effect.million_usd, effect.largest) == (1, 1.0, "output of A services")
    assert holds(treated)
    _, effects = cleaned(table_of(output=output), {"discrepancy": "published"})
    assert effects["discrepancy"].did.startswith("output stays as published")
    # With output 1 higher, value added is 1 higher, until output is computed anew.
    assert effects["discrepancy"].value_added > 0


def test_negative_sales_turn_round_and_leave_value_added():
    flows = FLOWS.copy()
    flows[0, 3], flows[2, 2] = -2.0, -1.0  # A goods to B services, B goods to itself
    table = table_of(flows)
    treated, effects = cleaned(table)
    effect = effects["sales"]
    assert (effect.cells, effect.million_usd) == (2, 3.0)
    assert (effect.largest, effect.largest_million_usd) == ("sales of A goods to B services", -2.0)
    assert holds(treated)
    back = treated.intermediate.sel(
        origin="B", sector="services", destination="A", activity="goods"
    )
    assert float(back) == flows[3, 0] + 2.0
    own = treated.intermediate.sel(origin="B", sector="goods", destination="B", activity="goods")
    assert float(own) == 0.0
    np.testing.assert_allclose(
        treated.primary, cleaned(table, {"sales": "turn"})[0].primary, rtol=1e-15
    )
    assert effect.value_added == pytest.approx(0.0, abs=1e-15)
    # Each industry makes as much more as it buys more: 2 for two of them, 1 for one.
    assert effect.output == pytest.approx(5.0 / (flows.sum() + FINAL.sum()))
    xr.testing.assert_equal(treated.final, table.final)


def test_negative_sales_set_to_zero_move_value_added():
    flows = FLOWS.copy()
    flows[0, 3] = -2.0
    treated, effects = cleaned(table_of(flows), {"sales": "zero"})
    assert effects["sales"].million_usd == 2.0
    assert holds(treated)
    before = flows.sum(axis=1) + FINAL.sum(axis=1) - flows.sum(axis=0)
    factors = treated.primary.sel(primary_input=["labour", "capital"]).sum("primary_input")
    for at, label, change in ((0, ("goods", "A"), 2.0), (3, ("services", "B"), -2.0)):
        cell = factors.sel(activity=label[0], region=label[1])
        assert float(cell) == pytest.approx(0.85 * before[at] + change)
    with pytest.raises(InputError, match=r"sales: sales of A goods to B services are negative"):
        cleaned(table_of(flows), {"sales": "refuse"})


def test_negative_demand_is_netted_within_its_agent():
    final = FINAL.copy()
    final[0, 3] = -6.0  # stocks of A, beside gross investment of 8
    table = table_of(final=final)
    treated, effects = cleaned(table)
    effect = effects["demand"]
    assert (effect.cells, effect.million_usd) == (1, 6.0)
    assert effect.did == "netted within the agent of the same flow"
    assert effect.output == 0.0
    cell = treated.final.sel(origin="A", sector="goods", destination="A")
    assert cell.sel(category=["gross", "stocks"]).to_numpy().tolist() == [2.0, 0.0]
    assert holds(treated)
    xr.testing.assert_equal(treated.output, sold(table).transpose(*treated.output.dims))


def test_demand_still_negative_is_zero_and_output_computed_anew():
    final = FINAL.copy()
    final[0, 3] = -20.0  # beyond gross investment of 8
    table = table_of(final=final)
    treated, effects = cleaned(table)
    effect = effects["demand"]
    assert effect.million_usd == 20.0
    assert effect.note == "still negative: 1 cells, 12 million USD"
    assert holds(treated)
    # Leontief: output rises by the inverse times 12 of the good.
    before = FLOWS.sum(axis=1) + final.sum(axis=1)
    inverse = np.linalg.inv(np.eye(4) - FLOWS / before)
    expected = before + 12.0 * inverse[:, 0]
    made = treated.output.transpose("origin", "sector").to_numpy().ravel()
    np.testing.assert_allclose(made, expected, rtol=1e-13)
    used = treated.primary.sel(primary_input="labour").transpose("region", "activity")
    share = used.to_numpy().ravel() / made
    np.testing.assert_allclose(share, 0.5 * (before - FLOWS.sum(axis=0)) / before, rtol=1e-13)


def test_negative_demand_as_row_sums_or_refused():
    final = FINAL.copy()
    final[0, 3] = -20.0
    treated, effects = cleaned(table_of(final=final), {"demand": "zero"})
    assert effects["demand"].million_usd == 20.0
    xr.testing.assert_equal(treated.intermediate, table_of(final=final).intermediate)
    assert holds(treated)
    assert effects["demand"].value_added * earned(treated) == pytest.approx(
        20.0 * earned(treated) / (earned(treated) - 20.0)
    )
    treated, _ = cleaned(table_of(final=final), {"demand": "recompute"})
    assert float(treated.final.sel(category="gross").sum()) == FINAL[:, 2].sum() + FINAL[:, 6].sum()
    with pytest.raises(InputError, match="demand: final demand of A goods to A stocks is negative"):
        cleaned(table_of(final=final), {"demand": "refuse"})


def test_no_output_that_meets_demand_is_refused_by_name():
    flows, final = FLOWS.copy(), FINAL.copy()
    flows[0, 0], final[0, 3] = 100.0, -100.0  # A goods uses more of itself than it makes
    with pytest.raises(InputError, match=r"no output meets demand .* below zero: .*A goods"):
        cleaned(table_of(flows, final))
    treated, _ = cleaned(table_of(flows, final), {"demand": "zero"})
    assert holds(treated)


def test_exports_above_output_are_named_or_scaled():
    final = FINAL.copy()
    flows = FLOWS.copy()
    final[0, :4] = [0.0, 0.0, 0.0, -12.0]
    flows[0, :2] = 0.0
    # Exports of A goods are 15, output is 3.
    table = table_of(flows, final)
    _, effects = cleaned(table)
    effect = effects["re-exports"]
    assert (effect.cells, effect.million_usd) == (1, 12.0)
    assert effect.largest == "exports above output of A goods"
    assert "left as they are" in effect.did
    treated, effects = cleaned(table, {"re-exports": "scale"})
    assert float(treated.output.sel(origin="A", sector="goods")) == pytest.approx(3.0)
    abroad = treated.final.sel(origin="A", sector="goods", destination="B")
    np.testing.assert_allclose(abroad, final[0, 4:] / 5.0)
    assert not effects["demand"].did
    assert holds(treated)
    with pytest.raises(InputError, match="re-exports: exports above output of A goods are not"):
        cleaned(table, {"re-exports": "refuse"})


def test_industries_that_sell_nothing_give_their_inputs_to_investment():
    flows, final = FLOWS.copy(), FINAL.copy()
    flows[1], final[1] = 0.0, 0.0  # A services sells nothing and buys 6
    table = table_of(flows, final, split=(0.5, 0.5, 0.0, 0.0))
    treated, effects = cleaned(table)
    effect = effects["idle"]
    assert (effect.cells, effect.million_usd) == (2, 6.0)
    assert holds(treated)
    assert float(treated.primary.sel(activity="services", region="A").sum()) == 0.0
    bought = treated.final.sel(destination="A", category="gross").sum()
    assert float(bought) == final[:, 2].sum() + 6.0
    # What was a loss of 6 is none: value added of the world is final demand, 6 higher.
    assert earned(treated) == pytest.approx(final.sum() + 6.0)
    treated, effects = cleaned(table, {"idle": "drop"})
    assert float(treated.final.sum()) == final.sum()
    assert earned(treated) == pytest.approx(final.sum())
    assert float(treated.intermediate.sum()) == flows.sum() - 6.0
    assert holds(treated)
    with pytest.raises(
        InputError, match="idle: inputs of A goods to A services are of an industry"
    ):
        cleaned(table, {"idle": "refuse"})


def test_losses_are_subsidies_and_flows_stay():
    flows = FLOWS.copy()
    flows[2, 3] = 150.0  # B services buys more than it sells
    table = table_of(flows, split=(0.0, 1.0, 0.0, 0.0))
    loss = flows[:, 3].sum() - flows[3].sum() - FINAL[3].sum()
    assert loss > 0
    treated, effects = cleaned(table)
    effect = effects["losses"]
    assert effect.million_usd == pytest.approx(loss)
    assert effect.largest == "value added of B services capital"
    assert effect.output == 0.0
    cell = treated.primary.sel(activity="services", region="B")
    assert float(cell.sel(primary_input="output_tax")) == pytest.approx(-loss)
    assert float(cell.sel(primary_input="capital")) == 0.0
    xr.testing.assert_equal(treated.intermediate, table.intermediate)
    assert holds(treated)
    with pytest.raises(InputError, match="losses: value added of B services capital is negative"):
        cleaned(table, {"losses": "refuse"})


def test_flows_next_to_nothing_are_kept_unless_told():
    flows = FLOWS.copy()
    flows[0, 3] = 1e-5
    table = table_of(flows)
    treated, effects = cleaned(table)
    assert not effects["tiny"].did
    treated, effects = cleaned(table, {"tiny": "1e-6"})
    assert (effects["tiny"].cells, effects["tiny"].million_usd) == (1, 1e-5)
    assert float(treated.intermediate.min()) == 0.0
    assert holds(treated)
    for wrong in ("much", "2", "0", "nan"):
        with pytest.raises(InputError, match=f"tiny: '{wrong}' is neither 'off' nor a share"):
            cleaned(table, {"tiny": wrong})


def test_regions_that_spend_nothing_are_joined_to_a_named_one():
    final = FINAL.copy()
    final[:, :4] = 0.0
    table = table_of(final=final)
    with pytest.raises(InputError, match=r"spending: A buys nothing .*'--clean spending=B'"):
        cleaned(table)
    with pytest.raises(InputError, match="spending: unknown region 'b'; did you mean 'B'"):
        cleaned(table, {"spending": "b"})
    treated, effects = cleaned(table, {"spending": "B"})
    assert treated.origin.to_numpy().tolist() == ["B"]
    assert effects["spending"].million_usd == pytest.approx(FLOWS[:2].sum() + final[:2].sum())
    assert float(treated.intermediate.sum()) == pytest.approx(FLOWS.sum())
    assert float(treated.primary_final.sum()) == pytest.approx(0.1 * final.sum())
    assert holds(treated)


def test_joined_flows_are_sums():
    table = table_of()
    made = joined(table, {"A": "B"})
    one = made.intermediate.sel(origin="B", destination="B")
    np.testing.assert_allclose(
        one.transpose("sector", "activity"),
        FLOWS.reshape(2, 2, 2, 2).sum(axis=(0, 2)),
    )
    assert made.sizes["region"] == 1


def test_all_that_is_refused_is_said_at_once():
    flows, final = FLOWS.copy(), FINAL.copy()
    flows[0, 3], final[0, 3], final[:, 4:] = -2.0, -20.0, 0.0
    table = table_of(flows, final).assign_attrs(currency="EUR")
    with pytest.raises(InputError) as caught:
        cleaned(table, {"sales": "refuse", "demand": "refuse"})
    steps = [problem.partition(":")[0] for problem in caught.value.problems]
    assert steps == ["currency", "sales", "demand", "spending"]


def test_wishes_that_mean_nothing_are_said_at_once():
    agents = {**AGENTS, "state": "goverment"}
    del agents["stocks"]
    with pytest.raises(InputError) as caught:
        clean(table_of(), agents, {"wages": "labor"}, {"demnd": "net", "sales": "no"})
    assert caught.value.problems == [
        "unknown cleaning step 'demnd'; did you mean 'demand'?",
        "sales: unknown choice 'no'; choose from turn, zero, refuse",
        "category 'stocks' of final demand has no agent",
        "category 'state': unknown agent 'goverment'; did you mean 'government'?",
        "primary inputs without a role: profits, levies, vat; roles are labour, capital, "
        "value_added, output_tax, product_tax, margin, none",
        "primary input 'wages': unknown role 'labor'; did you mean 'labour'?",
    ]


def test_a_record_that_is_none_is_refused():
    with pytest.raises(InputError, match="attribute cleaning is no record"):
        effects_of({"cleaning": "[{}]"})
    assert effects_of({}) == []
