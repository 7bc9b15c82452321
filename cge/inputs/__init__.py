"""The door for every file that a user writes and names.

A name or path becomes a file in `cge.inputs.find`; `calibration.files` reads YAML and CSV, with
bounds, file and line; a model says what the file may hold; labels are
`cge.inputs.selector.Selector`, resolved by `resolve` once the data are known. Kinds of files are
listed in `cge.inputs.kinds`.

============== ============================================ ====================================
Kind           Model                                        Applied in
============== ============================================ ====================================
scenarios      `cge.scenarios.Scenario`                     `cge.scenarios.shocks`, `cge.policy`
problems       `cge.design.problem.Problem`                 `cge.design`
closures       `cge.settings.closures.Closure`              `cge.economy.equations.model`
structures     `cge.settings.structures.Structure`          `cge.economy.benchmark.structure`
technologies   `cge.settings.technologies.Technology`       `cge.economy.benchmark.channels`
abatements     `cge.settings.abatements.AbatementFile`      `cge.economy.benchmark.abatement`
schedules      `cge.settings.schedules.Schedule`            `cge.policy.application`
funds          `cge.settings.funds.Fund`                    `cge.policy.fund_keys`
uncertainty    `cge.uncertainty.schema.Uncertainty`         `cge.uncertainty.numbers`
backtests      `cge.backtesting.schema.Backtest`            `cge.backtesting.run`
targets        `cge.moments.schema.Targets`                 `cge.moments.moment`
carbon-prices  `calibration.carbon_prices`                  `calibration.carbon_prices`
aggregations   `calibration.mapping.Mapping`                `calibration.aggregation`
splits         `calibration.splits.Parts`                   `calibration.splits.split`
benchmarks     `calibration.benchmark`                      `cge.economy.economy`
============== ============================================ ====================================

A shock may name a CSV file beside its scenario, which `cge.scenarios.numbers` reads; files of a
user's own values, `cge.inputs.data.OwnFiles`, are read by `calibration.own`. Groups, catalogues of
indicators and population are read by `calibration` through the same readers.
"""
