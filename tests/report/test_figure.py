"""The figure: one panel for each experiment, one bar for each region, words about both."""

import json
import sys

import numpy as np
import pytest

from calibration.errors import InputError
from cge.report import figure
from cge.report.figures.drawing import save


def words(drawing):
    return " ".join(text.get_text() for text in drawing.texts)


def test_bars_are_the_numbers_of_the_summary(summary):
    drawing = figure(summary)
    ev = summary["equivalent_variation_percent"]
    assert [axes.get_title(loc="left") for axes in drawing.axes] == ["nqp", "cbam", "both"]
    regions = [label.get_text() for label in drawing.axes[0].get_yticklabels()]
    assert sorted(regions) == sorted(summary.region.values)
    for axes, experiment in zip(drawing.axes, summary.experiment.values, strict=True):
        widths = [bar.get_width() for bar in axes.patches]
        np.testing.assert_allclose(widths, ev.sel(experiment=experiment, region=regions))


def test_regions_are_in_the_order_of_the_last_experiment(summary):
    last = [bar.get_width() for bar in figure(summary).axes[-1].patches]
    assert last == sorted(last)


def test_numbers_stand_inside_the_panel(summary):
    drawing = figure(summary)
    drawing.canvas.draw()
    for axes in drawing.axes:
        frame = axes.get_window_extent()
        for text in axes.texts:
            box = text.get_window_extent()
            assert box.x0 >= frame.x0 - 2
            assert box.x1 <= frame.x1 + 2


def test_words_stand_inside_the_page(unverified):
    unverified.attrs["title"] = "A very long title about very many policies " * 4
    drawing = figure(unverified)
    drawing.canvas.draw()
    width, height = drawing.get_size_inches() * drawing.dpi
    boxes = [text.get_window_extent() for text in drawing.texts]
    assert all(box.x0 >= 0 and box.x1 <= width for box in boxes)
    assert all(box.y0 >= 0 and box.y1 <= height for box in boxes)
    assert not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])


def test_what_is_drawn_is_said(summary, unverified):
    said = words(figure(summary))
    assert "Equivalent variation, % of benchmark income" in said
    assert "closure: standard" in said
    assert "NOT VERIFIED" not in said
    assert "NOT VERIFIED: both: market of labour in CHN" in words(figure(unverified))


def test_any_variable_can_be_drawn(summary):
    assert "CO2 emissions, Mt" in words(figure(summary, "co2_change"))
    with pytest.raises(InputError) as caught:
        figure(summary, "co2_chnge")
    assert caught.value.problems == [
        "figure: 'co2_chnge' is not a variable of the summary; did you mean 'co2_change'?"
    ]


def test_a_measure_that_the_data_do_not_have_is_not_drawn(summary):
    with pytest.raises(InputError, match="figure: 'co2_change' has no number in these data"):
        figure(summary.assign(co2_change=summary["co2_change"] * float("nan")), "co2_change")


def test_no_change_at_all_is_drawn(summary):
    drawing = figure(summary * 0.0)
    assert {bar.get_width() for axes in drawing.axes for bar in axes.patches} == {0.0}


@pytest.mark.parametrize("ending", ["pdf", "png", "svg"])
def test_saved_files_are_of_their_kind_and_the_same_every_time(summary, tmp_path, ending):
    first, second = (save(figure(summary), tmp_path / f"{n}.{ending}") for n in "ab")
    assert first.read_bytes()[:5] in (b"%PDF-", b"\x89PNG\r", b"<?xml")
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"a.{ending}", f"b.{ending}"]


def test_an_unknown_kind_of_file(summary, tmp_path):
    with pytest.raises(InputError) as caught:
        save(figure(summary), tmp_path / "a.docx")
    assert caught.value.problems == [
        f"figure: {tmp_path / 'a.docx'}: a file ending in '.docx' cannot be drawn;"
        " choose from .pdf, .png, .svg"
    ]
    assert list(tmp_path.iterdir()) == []


def test_no_window_is_needed(summary):
    figure(summary)
    assert not any(name.startswith("tkinter") for name in sys.modules)


def test_the_note_has_long_names(summary_of):
    names = json.dumps({"CANMEX": "Canada and Mexico"})
    drawing = figure(summary_of(names_of_region=names))
    assert "CANMEX: Canada and Mexico." in words(drawing)
