"""What the dataset and its variables say about themselves."""

DATASET = {
    "name": "oecd-icio-2022",
    "title": "World economy 2022: 81 economies, 50 industries",
    "year": 2022,
    "unit": "million USD",
}
VARIABLE_NOTES: dict[str, dict[str, str]] = {}
