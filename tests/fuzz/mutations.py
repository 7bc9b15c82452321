"""Ways to spoil a file: texts, tables, NetCDF datasets and their bytes."""

import re

import numpy as np

NASTY = (
    *("", "~", "null", "NO", "yes", "true", "-1", "0", "1e0", "1e308", "-1e308", "1e999", ".inf"),
    *("-.inf", ".nan", "nan", "[]", "{}", "[[]]", "{not: []}", "{not: {not: R1}}", "{not: R9}"),
    *(
        "all",
        "'*'",
        "'?'",
        "'[a-'",
        "R1",
        "S1",
        "labour",
        "'R1'",
        "[R1, R1]",
        "[R1, 2]",
        "9" * 5000,
    ),
    *("0x1F", "1_000", "08", "12:30", "2022-01-01", "'\\0'", '"\\e[2J"', '"\\u202e"', "é", "关税"),
    *("=1+1", "&a [*a]", "*a", "!!int x", "!!python/object:os.system x", "<<", "../../etc/passwd"),
    *("/dev/zero", ".", "standard", "endowment", "tariff_power", "utility", "100", "1e-300", "%"),
)
SIGNS = " \t\n:-[]{},&*!|>'\"%@`#?=;\\\0\ufeff\u2028e\u0301é"


def spoilt_text(draw, text):
    """A text after one to three faults."""
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        text = draw.choice(TEXT_FAULTS)(draw, text)
    return draw.choice(ENCODINGS)(draw, text)


def _scalar(draw, text):
    found = list(re.finditer(r"[^\s:,\[\]{}]+", text))
    if not found:
        return draw.choice(NASTY)
    one = draw.choice(found)
    return text[: one.start()] + draw.choice(NASTY) + text[one.end() :]


def _lines(draw, text):
    lines = text.split("\n")
    k, n = (draw.randrange(len(lines)) for _ in range(2))
    what = draw.randrange(4)
    if what == 0:
        del lines[k]
    elif what == 1:
        lines.insert(n, lines[k])
    elif what == 2:
        lines[k], lines[n] = lines[n], lines[k]
    else:
        lines[k] = draw.choice(("  ", "\t", "- ")) + lines[k]
    return "\n".join(lines)


def _character(draw, text):
    k = draw.randrange(len(text) + 1)
    return text[:k] + draw.choice(SIGNS) + text[k + draw.choice((0, 1)) :]


def _typo(draw, text):
    words = list(re.finditer(r"[a-z_]{4,}", text))
    if not words:
        return text
    one = draw.choice(words)
    k = draw.randrange(one.start(), one.end() - 1)
    return text[:k] + text[k + 1] + text[k] + text[k + 2 :]


def _wrapped(draw, text):
    k = text.rfind(": ", 0, draw.randrange(len(text) + 1))
    end = text.find("\n", k)
    if k < 0 or end < 0:
        return text
    form = draw.choice(("[{}]", "{{x: {}}}", "'{}'", "- {}", "[{}, {}]"))
    value = text[k + 2 : end]
    return text[: k + 2] + form.format(value, value) + text[end:]


def _cut(draw, text):
    return text[: draw.randrange(len(text) + 1)]


def _deep(draw, text):
    depth = draw.choice((30, 500, 5000))
    return _scalar(draw, text).replace("\n", ": " + "[" * depth + "]" * depth + "\n", 1)


def _bomb(_draw, text):
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    return "\n".join([*levels, text])


TEXT_FAULTS = (
    *(_scalar,) * 8, *(_lines,) * 4, *(_character,) * 4, *(_typo,) * 2, *(_wrapped,) * 2,
    _cut, _deep, _bomb,
)  # fmt: skip


def _plain(_draw, text):
    return text.encode("utf-8", "surrogatepass")


def _other(draw, text):
    return text.encode(draw.choice(("latin-1", "utf-16", "utf-8-sig", "utf-32")), "replace")


def _flipped(draw, text):
    return spoilt_bytes(draw, text.encode("utf-8", "replace"))


ENCODINGS = (*(_plain,) * 10, _other, _flipped)


def spoilt_bytes(draw, content):
    """Bytes with some of them flipped, cut off or doubled."""
    data = bytearray(content)
    what = draw.randrange(3)
    if what == 0 and data:
        for _ in range(draw.choice((1, 3, 30))):
            data[draw.randrange(len(data))] = draw.randrange(256)
    elif what == 1:
        del data[draw.randrange(len(data) + 1) :]
    else:
        k = draw.randrange(len(data) + 1)
        data[k:k] = data[: draw.randrange(200)]
    return bytes(data)


def spoilt_dataset(draw, dataset):
    """A dataset after one or two faults."""
    for _ in range(draw.choice((1, 1, 2))):
        dataset = draw.choice(DATA_FAULTS)(draw, dataset)
    return dataset


def _variable(draw, dataset):
    return draw.choice(sorted(map(str, dataset.data_vars)) or [None])


def _value(draw, dataset):
    name = _variable(draw, dataset)
    if name is None or not dataset[name].size or dataset[name].dtype.kind != "f":
        return dataset
    array = dataset[name].copy(deep=True)
    values = array.to_numpy().reshape(-1)
    bad = (np.nan, np.inf, -np.inf, -1.0, 0.0, 1e300, 1e-300, -1e-12)
    values[draw.randrange(len(values))] = draw.choice(bad)
    return dataset.assign({name: array.copy(data=values.reshape(array.shape))})


def _scaled(draw, dataset):
    name = _variable(draw, dataset)
    if name is None or dataset[name].dtype.kind != "f":
        return dataset
    return dataset.assign({name: dataset[name] * draw.choice((-1.0, 0.0, 1e-9, 1e12, np.nan))})


def _dropped(draw, dataset):
    return dataset.drop_vars(draw.choice(sorted(map(str, dataset.variables)) or [[]]))


def _renamed(draw, dataset):
    name = draw.choice(sorted({*map(str, dataset.variables), *map(str, dataset.dims)}))
    other = name[1:] or "x"
    return dataset if other in dataset or other in dataset.dims else dataset.rename({name: other})


def _relabelled(draw, dataset):
    dims = [str(d) for d in dataset.dims if d in dataset.coords and dataset.sizes[d]]
    if not dims:
        return dataset
    dim = draw.choice(dims)
    labels = list(map(str, dataset[dim].to_numpy()))
    other = draw.choice((labels[0], labels[0].lower(), "", " ", "e\u0301", "\x1b[2J", "all"))
    labels[draw.randrange(len(labels))] = other
    return dataset.assign_coords({dim: labels})


def _numbered(draw, dataset):
    dim = draw.choice(sorted(map(str, dataset.dims)))
    return dataset.assign_coords({dim: np.arange(dataset.sizes[dim])})


def _emptied(draw, dataset):
    dim = draw.choice(sorted(map(str, dataset.dims)))
    return dataset.isel({dim: slice(0, draw.choice((0, 1)))})


def _turned(draw, dataset):
    name = _variable(draw, dataset)
    return dataset if name is None else dataset.assign({name: dataset[name].T})


def _typed(draw, dataset):
    name = _variable(draw, dataset)
    kind = draw.choice(("float32", "int32", "str"))
    if name is None or dataset[name].dtype.kind != "f":
        return dataset
    return dataset.assign({name: dataset[name].fillna(0.0).clip(-1e9, 1e9).astype(kind)})


def _unknown(draw, dataset):
    name = _variable(draw, dataset)
    return dataset if name is None else dataset.assign({f"{name}s": dataset[name]})


def _units(draw, dataset):
    name = _variable(draw, dataset)
    unit = draw.choice(
        ("thousand USD", "billion USD", "EUR", "kt CO2", "t", "", "%", 5, "million USD")
    )
    return dataset if name is None else dataset.assign(
        {name: dataset[name].assign_attrs(units=unit)}
    )  # fmt: skip


def _said(draw, dataset):
    name = draw.choice(
        [*sorted(map(str, dataset.attrs)), "default_aggregation", "members_of_region"]
    )
    return dataset.assign_attrs({name: draw.choice(("", "x", "{", "[]", "{}", 5, 1.5))})


DATA_FAULTS = (
    *(_value,) * 4, _scaled, *(_dropped,) * 2, _renamed, *(_relabelled,) * 2, _numbered, _emptied,
    _turned, _typed, _unknown, *(_units,) * 2, *(_said,) * 2,
)  # fmt: skip
