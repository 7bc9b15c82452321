"""Labels of the source: columns of the tables, and groups of economies the rules refer to."""

REST_OF_WORLD = "ROW"

# First letters of industries whose flows the source has by pair; all others are services.
GOODS = "ABC"

# Columns of the national tables.
HOUSEHOLD = ("HFCE", "NPISH", "DPABR")
GOVERNMENT = ("GGFC",)
INVESTMENT = ("GFCF", "INVNT")
FINAL = {"household": HOUSEHOLD, "government": GOVERNMENT, "investment": INVESTMENT}

# Bought at the seller's border or inside it: distance matters more than for other services.
DISTANCE_TILT = ("D", "E", "F", "H49")

SERVICES_TOTAL = "Services (aggregate)"

# Low- and middle-income economies with a table of their own and a structure (agriculture, fuels,
# imported machinery) like that of the economies without one; their pooled technology is ROW's.
DEVELOPING = (
    "AGO", "BGD", "CIV", "CMR", "COD", "COL", "EGY", "JOR", "KAZ", "KHM",
    "LAO", "MAR", "MMR", "NGA", "PAK", "PER", "SEN", "TUN", "UKR", "ZAF",
)  # fmt: skip

EU27 = (
    "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV",
    "HUN", "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN",
    "SWE",
)  # fmt: skip
