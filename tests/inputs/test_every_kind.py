"""The same rules for every kind of file: what is wrong is refused alike, with file and line."""

from __future__ import annotations

import re
import time
from inspect import ismodule
from pkgutil import resolve_name

import pytest
import yaml
from pydantic import BaseModel

import cge
from calibration.errors import InputError
from cge.inputs.find import shipped
from cge.inputs.kinds import KINDS
from cge.scenarios import Shock
from tests.inputs.kinds import FILES, MODELS, line_of_number, text_of

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{below}'] * 10)}]\n"
    for below, name in zip("abcdefgh", "bcdefghi", strict=True)
)
every_kind = pytest.mark.parametrize("kind", MODELS)


def problems(call, *given):
    """What is wrong, said within a second of the processor's time, whatever else it does."""
    begun = time.process_time()
    with pytest.raises(InputError) as caught:
        call(*given)
    assert time.process_time() - begun < 1
    return caught.value.problems


@pytest.fixture
def refused(tmp_path):
    """Problems of a file with some content, without the path."""

    def read(kind, content):
        path = tmp_path / "mine.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found = problems(MODELS[kind].from_file, path)
        assert all(problem.startswith(f"{path}") for problem in found)
        return [problem.removeprefix(str(path)) for problem in found]

    return read


def test_every_kind_of_yaml_file_has_a_model_and_a_small_file():
    assert set(MODELS) == {k.folder for k in KINDS.values() if k.ending == ".yaml"} == set(FILES)


def test_the_table_of_the_door_names_every_kind_and_its_model():
    rows = re.findall(r"^([\w-]+) +`([\w.]+)` +`", cge.inputs.__doc__, re.MULTILINE)
    assert {kind for kind, _ in rows} == set(KINDS)
    for kind, path in rows:
        found = resolve_name(path)
        assert kind not in MODELS or found is MODELS[kind]


def test_the_table_of_the_door_names_modules_that_apply_the_files():
    rows = re.findall(r"^[\w-]+ +`[\w.]+` +(`.+)$", cge.inputs.__doc__, re.MULTILINE)
    assert len(rows) == len(KINDS)
    for module in re.findall(r"`([\w.]+)`", " ".join(rows)):
        assert ismodule(resolve_name(module))


@every_kind
def test_every_shipped_file_is_read(kind):
    for name in shipped(kind):
        assert MODELS[kind].from_name(name).name == name


@every_kind
@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "blank"),
        (".inf", "inf"),
        (".nan", "nan"),
        ("-.inf", "-inf"),
        ("1e999", "inf"),
        ('"1"', "'1'"),
        ("true", "True"),
        ("[1]", "[1]"),
        ("{a: 1}", "{'a': 1}"),
        ("1_000", "'1_000'"),
        ("9" * 5000, "a number of 5,000 characters"),
        ("9" * 39 + "e" + "9" * 400, "a number of 440 characters"),
        ("!!python/name:os.system x", "is not allowed"),
        ("*other", "undefined alias"),
    ],
)
def test_what_is_no_number_is_refused_with_its_line(refused, kind, number, said):
    problem, *more = refused(kind, text_of(kind, number))
    assert problem.startswith(f":{line_of_number(kind)}:")
    assert said in problem
    # A shock without a number is without an operation too.
    assert all("gives no operation" in other for other in more)
    assert len(more) == (kind in ("scenarios", "backtests") and not number)


@every_kind
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("title: again\n", ": key 'title' appears twice (first on line 1)"),
        ("titel: again\n", ": titel: unknown key; did you mean 'title'?"),
        ("title : &a [*a]\n", ": key 'title' appears twice (first on line 1)"),
        ("? [a]\n: b\n", ": a key must be a name"),
    ],
)
def test_keys_are_known_and_written_once(refused, kind, more, said):
    text = text_of(kind)
    assert refused(kind, text + more) == [f":{text.count(chr(10)) + 1}{said}"]


@every_kind
def test_words_are_texts(refused, kind):
    text = text_of(kind).replace("title: USA", "title: 3")
    assert refused(kind, text) == [":1: title: 3 is not text"]
    text = text_of(kind).replace("title: USA", 'title: ""')
    assert refused(kind, text) == [":1: title: '' is empty"]
    text = text_of(kind).replace("title: USA", "title: ~")
    assert refused(kind, text) == [":1: title: is left blank; give a value, or leave the key out"]


@every_kind
@pytest.mark.parametrize("content", ["- title: t\n", "just words\n", "", "5\n", "# nothing\n"])
def test_a_file_is_a_mapping(refused, kind, content):
    (problem,) = refused(kind, content)
    assert problem.endswith(f"holds no {KINDS[kind].singular}; begin with 'title: ...'")


@every_kind
@pytest.mark.parametrize("instead", ["5", "[1, 2]", "words"])
def test_a_block_is_no_number_list_or_text(refused, kind, instead):
    block = {"structures": "elasticities", "abatements": "elasticity"}.get(
        kind, FILES[kind].split(":")[0]
    )
    data = {**yaml.safe_load(text_of(kind)), block: yaml.safe_load(instead)}
    if kind in ("closures", "abatements"):
        data = {**data, block: {"a": 1}}
    found = refused(kind, yaml.safe_dump(data, sort_keys=False))
    line = yaml.safe_dump(data, sort_keys=False).split(f"{block}:")[0].count("\n") + 1
    assert any(problem.startswith(f":{line}: {block}: ") for problem in found)


@every_kind
def test_bounds_hold_before_anything_is_built(refused, kind):
    deep = "title: " + "[" * 3000 + "]" * 3000
    assert "nested more than 40 levels deep" in refused(kind, deep)[0]
    assert "its aliases stand for more than" in refused(kind, BOMB)[0]
    assert "more than the 4,000,000" in refused(kind, b"#" * 5_000_000)[0]


@every_kind
def test_other_encodings_are_refused_by_name(refused, kind):
    text = text_of(kind, label="Café")
    (latin,) = refused(kind, text.encode("latin-1"))
    assert latin.startswith(":1: is not UTF-8; in Windows-1252 or Latin-1 the line would read ")
    assert "title: Café" in latin
    (wide,) = refused(kind, text.encode("utf-16"))
    assert wide == ": is in UTF-16; save it as UTF-8"
    (binary,) = refused(kind, text.encode() + b"\0")
    assert "holds zero bytes" in binary


@every_kind
@pytest.mark.parametrize("label", ["NO", "ON", "yes", "off", "n", "1e0x", "12:30", "Österreich"])
def test_norway_is_norway(tmp_path, kind, label):
    """As words of a title, as a label that is a value, and as one that is a key."""
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + text_of(kind, label=label).replace("\n", "\r\n").encode())
    made = MODELS[kind].from_file(path)
    assert made.title == label
    fields = BaseModel.__repr__(made)
    assert f"'{label}'" in fields.replace(f"title='{label}'", "") or kind in (
        "abatements",
        "schedules",
    )


@every_kind
@pytest.mark.parametrize("number", ["1e0", "1", "1.", "01", "+1.0", "10e-1"])
def test_a_number_may_be_written_in_any_way(tmp_path, kind, number):
    path = tmp_path / "mine.yaml"
    path.write_text(text_of(kind, number), encoding="utf-8")
    found = MODELS[kind].from_file(path)
    path.write_text(text_of(kind, "1"), encoding="utf-8")
    assert found == MODELS[kind].from_file(path)


@every_kind
def test_dictionaries_follow_the_same_rules(kind):
    """Also with numbers as keys, and places that name the kind."""
    read = MODELS[kind].from_dict
    data = yaml.safe_load(text_of(kind))
    assert read(data, "mine") == read(yaml.safe_load(text_of(kind, "1.0")), "mine")
    name = KINDS[kind].singular
    assert problems(read, {**data, "titel": 1}) == [
        f"{name}: titel: unknown key; did you mean 'title'?"
    ]
    assert problems(read, {**data, "title": None}) == [
        f"{name}: title: is left blank; give a value, or leave the key out"
    ]
    for number in ("~", ".inf", "true", "'1'", "[1]", "9" * 500):
        found = problems(read, yaml.safe_load(text_of(kind, number)))
        assert all(problem.startswith(f"{name}: ") for problem in found)
    assert problems(read, ["title"]) == [f"{name}: holds no {name}; begin with 'title: ...'"]


@every_kind
@pytest.mark.parametrize("name", ["no-such-file", "a" * 5000, "~nobody/x.yaml", "a\0b"])
def test_a_name_that_means_nothing_is_refused(kind, name):
    (problem,) = problems(MODELS[kind].from_name, name)
    assert problem.startswith(f"{KINDS[kind].singular} '{name}': no such name and no such file")


def test_objects_made_in_python_are_refused_in_the_same_words():
    """Also where one is part of another, and never as an error of the library beneath."""
    with pytest.raises(InputError) as caught:
        cge.Cbam(destination="EU27", sectors=5, price=-1, rebat=3, phase_in={"percent": 120})
    assert caught.value.problems == [
        "Cbam: sectors: 5 is not a label; a label that looks like a number needs quotes",
        "Cbam: price: -1 is neither 'home' nor a price from 0 in USD per t CO2",
        "Cbam: phase_in > percent: 120 is above 100",
        "Cbam: rebat: unknown key; did you mean 'rebate'?",
    ]
    with pytest.raises(InputError, match="Shock: gives no operation; add one of set"):
        Shock(parameter="tariff_power")
    with pytest.raises(InputError, match="Scenario: packages > a: key 'shocks' is missing"):
        cge.Scenario(title="t", packages={"a": {}})
