"""Papers and manuals that the symbols of the registry come from, or this project."""

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
    "Peters (2016)": (
        "Peters (2016), GTAP-E-Power: An electricity-detailed economy-wide model, Journal of "
        "Global Economic Analysis 1(2), 156-187; here with a CES nest where his is additive."
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
    "Wurlod and Noailly (2018)": (
        "Wurlod and Noailly (2018), The impact of green innovation on energy intensity: An "
        "empirical analysis for 14 industrial sectors in OECD countries, Energy Economics 71, "
        "47-61."
    ),
    "Töbelmann and Wendler (2020)": (
        "Töbelmann and Wendler (2020), The impact of environmental innovation on carbon dioxide "
        "emissions, Journal of Cleaner Production 244."
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
    "van der Mensbrugghe and Peters (2020)": (
        "van der Mensbrugghe and Peters (2020), Volume preserving CES and CET formulations, GTAP "
        "Working Paper 87."
    ),
    OWN: "This project: docs/model.md and the page of the feature say why.",
}
