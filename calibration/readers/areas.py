"""Codes of economies: the three letters of ISO 3166 where a table has others for the same."""

from __future__ import annotations

REST = {"RoW": "ROW", "FIGW1": "ROW"}
"""The rest of the world, as tables call it."""

ISO3 = REST | {
    "AL": "ALB", "AR": "ARG", "AT": "AUT", "AU": "AUS", "BA": "BIH", "BE": "BEL", "BG": "BGR",
    "BR": "BRA", "CA": "CAN", "CH": "CHE", "CL": "CHL", "CN": "CHN", "CY": "CYP", "CZ": "CZE",
    "DE": "DEU", "DK": "DNK", "EE": "EST", "EL": "GRC", "ES": "ESP", "FI": "FIN", "FR": "FRA",
    "GB": "GBR", "GR": "GRC", "HR": "HRV", "HU": "HUN", "ID": "IDN", "IE": "IRL", "IL": "ISR",
    "IN": "IND", "IS": "ISL", "IT": "ITA", "JP": "JPN", "KR": "KOR", "LT": "LTU", "LU": "LUX",
    "LV": "LVA", "ME": "MNE", "MK": "MKD", "MT": "MLT", "MX": "MEX", "NL": "NLD", "NO": "NOR",
    "NZ": "NZL", "PL": "POL", "PT": "PRT", "RO": "ROU", "RS": "SRB", "RU": "RUS", "SA": "SAU",
    "SE": "SWE", "SI": "SVN", "SK": "SVK", "TR": "TUR", "TW": "TWN", "UA": "UKR", "UK": "GBR",
    "US": "USA", "XK": "XKX", "ZA": "ZAF",
}  # fmt: skip
"""Codes of two letters in tables of the European Union (ISO 3166, Eurostat's EL, UK and XK) and in
EXIOBASE. The latter's WA, WE, WF, WL and WM are the rests of continents and stay as they are."""

WIOD = REST | {"ROM": "ROU"}

ADB = WIOD | {
    "BAN": "BGD", "BHU": "BTN", "BRU": "BRN", "CAM": "KHM", "DEN": "DNK", "FIJ": "FJI",
    "GER": "DEU", "INO": "IDN", "IRE": "IRL", "KUW": "KWT", "MAL": "MYS", "MLD": "MDV",
    "MON": "MNG", "NEP": "NPL", "NET": "NLD", "PHI": "PHL", "POR": "PRT", "PRC": "CHN",
    "SIN": "SGP", "SPA": "ESP", "SRI": "LKA", "SWI": "CHE", "TAJ": "TJK", "TAP": "TWN",
    "UAE": "ARE", "UKG": "GBR", "VIE": "VNM",
}  # fmt: skip
"""Codes of the Asian Development Bank that are not those of ISO 3166, as recalled."""
