"""The table: what a column holds, what a row sells, and who buys from where."""

from __future__ import annotations

import numpy as np

from calibration import random_benchmark
from calibration.inter_industry import inter_industry
from calibration.margins import dutiable


def test_rows_and_columns_add_up(economy, random_economy):
    by_user = random_benchmark(3, 4, seed=3, by_user=True)
    for benchmark in (economy.benchmark, random_economy.benchmark, by_user):
        table = inter_industry(benchmark)
        made = table.output > 0
        shares = table.coefficients.sum(axis=0) + table.value_added + table.taxes.sum(axis=0)
        np.testing.assert_allclose(shares[made], 1.0, rtol=1e-10)
        sold = table.coefficients @ table.output + table.final.sum(axis=(1, 2))
        np.testing.assert_allclose(sold, table.output, rtol=1e-10, atol=1e-6)


def test_taxes_on_inputs_and_on_final_purchases_are_all_taxes_on_products(economy):
    data = economy.benchmark
    table = inter_industry(data)
    on_inputs = table.taxes @ table.output
    final = data.final_use.sum() - table.final.sum()  # tariffs and export taxes on final purchases
    border = data.tariff_revenue.sum() + data.export_tax.sum()
    np.testing.assert_allclose(on_inputs[0], data.intermediate_tax.sum(), rtol=1e-10)
    np.testing.assert_allclose(on_inputs[1:].sum() + final, border, rtol=1e-9)


def test_users_with_the_same_origins_give_the_proportional_table(teaching):
    data = teaching.benchmark
    landed = (dutiable(data) + data.tariff_revenue).sum("origin")
    use = np.concatenate([data.intermediate_use, data.final_use], axis=2)
    sold = data.sales.to_numpy()[..., None] * (use / landed.to_numpy()[..., None])[:, None]
    users = [*data.activity.to_numpy(), *data.agent.to_numpy()]
    dims = (*data.sales.dims, "user")
    by_user = data.assign_coords(user=users).assign(sales_by_user=(dims, sold))
    np.testing.assert_allclose(
        inter_industry(by_user).coefficients, inter_industry(data).coefficients, rtol=1e-12
    )


def test_a_delivery_needs_what_its_rounds_add_up_to(chain):
    table = inter_industry(chain)
    needed = table.output_for(np.array([0.0, 0.0, 0.0, 80.0]))
    np.testing.assert_allclose(needed, [20, 0, 0, 80])
