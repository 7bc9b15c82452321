"""Where each symbol of the registry comes from: a paper or manual, or this project."""

from __future__ import annotations

OWN = "own"

# Short citation -> reference.
LITERATURE: dict[str, str] = {
    "Corong et al. (2017)": (
        "Corong, Hertel, McDougall, Tsigas and van der Mensbrugghe (2017), The Standard GTAP "
        "Model, version 7, Journal of Global Economic Analysis 2(1), 1-119."
    ),
    "Armington (1969)": (
        "Armington (1969), A theory of demand for products distinguished by place of production, "
        "IMF Staff Papers 16(1), 159-178."
    ),
    "Samuelson (1954)": (
        "Samuelson (1954), The transfer problem and transport costs, II, Economic Journal "
        "64(254), 264-289."
    ),
    "Powell and Gruen (1968)": (
        "Powell and Gruen (1968), The constant elasticity of transformation production frontier "
        "and linear supply system, International Economic Review 9(3), 315-328."
    ),
    "Rutherford (2002)": (
        "Rutherford (2002), Lecture notes on constant elasticity functions, University of "
        "Colorado: the calibrated share form."
    ),
    "Bhagwati (1965)": (
        "Bhagwati (1965), On the equivalence of tariffs and quotas, in Baldwin et al., Trade, "
        "Growth and the Balance of Payments, North-Holland: the rent of a barrier and its owner."
    ),
    "Burniaux and Truong (2002)": (
        "Burniaux and Truong (2002), GTAP-E: An energy-environmental version of the GTAP model, "
        "GTAP Technical Paper 16."
    ),
    "Böhringer et al. (2012)": (
        "Böhringer, Balistreri and Rutherford (2012), The role of border carbon adjustment in "
        "unilateral climate policy: Overview of an Energy Modeling Forum study (EMF 29), Energy "
        "Economics 34(S2), S97-S110."
    ),
    "Stone (1954)": (
        "Stone (1954), Linear expenditure systems and demand analysis: an application to the "
        "pattern of British demand, Economic Journal 64(255), 511-527."
    ),
    "Coe and Helpman (1995)": (
        "Coe and Helpman (1995), International R&D spillovers, European Economic Review 39(5), "
        "859-887."
    ),
    "Nordås (2016)": (
        "Nordås (2016), Services trade restrictiveness index (STRI): The trade effect of "
        "regulatory differences, OECD Trade Policy Paper 189."
    ),
    "Bellucci et al. (2023)": (
        "Bellucci, Rubinova and Piermartini (2023), Better together: How digital connectivity and "
        "regulation reduce trade costs, WTO Staff Working Paper ERSD-2023-07."
    ),
    "Regulation (EU) 2023/956": (
        "Regulation (EU) 2023/956 of the European Parliament and of the Council establishing a "
        "carbon border adjustment mechanism, OJ L 130, 16.5.2023, p. 52."
    ),
    "Fischer and Fox (2012)": (
        "Fischer and Fox (2012), Comparing policies to combat emissions leakage: Border carbon "
        "adjustments versus rebates, Journal of Environmental Economics and Management 64(2), "
        "199-216."
    ),
    OWN: "This project: docs/model.md and the page of the feature say why.",
}


def _from(source: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), source)


_GTAP = "Corong et al. (2017)"

# Symbol -> short citation. A feature adds rows of its own below.
SOURCES: dict[str, str] = {
    **_from(
        _GTAP,
        """
        price_factor price_world price_value_added price_intermediate unit_cost price_basic
        price_landed price_import price_composite price_final price_utility expenditure final_demand
        output value_added_demand intermediate_bundle factor_demand intermediate_demand
        composite_demand import_demand trade income utility equivalent_variation real_factor_price
        revenue_output_tax revenue_intermediate_tax revenue_final_tax revenue_factor_tax
        revenue_tariff revenue_export_tax
        productivity factor_productivity endowment foreign_saving expenditure_share numeraire_level
        tariff_power export_power output_tax_power factor_tax_power intermediate_tax_power
        final_tax_power
        sigma_value_added sigma_intermediate sigma_top
        utility_share income_benchmark
        world_weight deflator
        """,
    ),
    **_from(
        "Armington (1969)",
        "sigma_import_source sigma_domestic_import domestic_share source_share",
    ),
    **_from("Samuelson (1954)", "iceberg"),
    **_from("Powell and Gruen (1968)", "rent mobility factor_supply_share"),
    **_from(
        "Rutherford (2002)",
        """
        sigma_final value_added_share factor_share factor_coefficient intermediate_share final_share
        cost_coefficient value_added_coefficient bundle_coefficient intermediate_coefficient
        domestic_coefficient import_coefficient source_coefficient final_coefficient
        landed_benchmark factor_tax_benchmark intermediate_tax_benchmark final_tax_benchmark
        """,
    ),
    **_from(
        "Bhagwati (1965)",
        "barrier_power barrier_waste barrier_importer_share revenue_barrier_rent",
    ),
    **_from("Burniaux and Truong (2002)", "emissions emission_intensity carbon_price"),
    **_from("Burniaux and Truong (2002)", "revenue_carbon"),
    **_from("Burniaux and Truong (2002)", "household_emissions household_intensity"),
    **_from(
        "Böhringer et al. (2012)",
        "border_carbon_price border_carbon_intensity revenue_border_charge free_allocation",
    ),
    **_from(OWN, "numeraire_factor_weight numeraire_final_weight"),
    # subsistence
    **_from(
        "Stone (1954)",
        """
        subsistence subsistence_benchmark subsistence_cost discretionary_spending
        price_discretionary
        """,
    ),
    # welfare and budgets
    **_from(
        _GTAP,
        """
        real_spending revenue_income_tax income_tax_power income_tax_benchmark capital_inflow
        """,
    ),
    **_from(
        OWN,
        """
        spends_nothing public_income spends_public_income transfer income_surtax_power
        revenue_consumption_tax consumption_tax_power consumption_tax_benchmark pays_consumption_tax
        foreign_saving_share
        """,
    ),
    # abatement
    **_from("Burniaux and Truong (2002)", "emissions_total carbon_price_economy"),
    **_from(
        OWN,
        """
        intensity abatement_use abatement_elasticity abatement_reference allocation_benchmark
        """,
    ),
    # border_adjustment
    **_from(
        "Regulation (EU) 2023/956",
        """
        adjustment_price adjustment_coverage adjustment_reference adjustment_deduction
        adjustment_credit adjustment_scope adjustment_intensity
        """,
    ),
    **_from("Fischer and Fox (2012)", "rebate_share adjustment_follows"),
    **_from(OWN, "border_transfer origin_share fund_share fund_key"),
    # technology
    **_from(
        "Coe and Helpman (1995)",
        """
        nqp_spillover spillover_strength spillover_response spillover_carrier
        spillover_weight_benchmark elasticity_tfp technology_productivity
        """,
    ),
    **_from("Bellucci et al. (2023)", "technology_iceberg elasticity_trade_cost elasticity_data"),
    **_from(
        "Nordås (2016)",
        """
        standards_power standards_distance standards_distance_benchmark elasticity_standards
        """,
    ),
    **_from(
        OWN,
        """
        nqp adoption absorptive_capacity nqp_own nqp_effective nqp_matched_benchmark crosses_border
        data_restriction data_restriction_benchmark technology_on_factors
        """,
    ),
    # capital_energy
    **_from(
        "Burniaux and Truong (2002)",
        """
        price_capital_energy price_energy capital_energy_demand energy_bundle sigma_capital_energy
        sigma_energy capital_energy_share energy_share energy_factor_share
        energy_factor_coefficient energy_good_share energy_coefficient
        """,
    ),
    # sourcing by user
    **_from(_GTAP, "price_import_by_user price_composite_by_user"),
    **_from("Armington (1969)", "domestic_share_by_user source_share_by_user"),
    **_from("Rutherford (2002)", "import_coefficient_by_user"),
    **_from(OWN, "import_scale_by_user"),
}
