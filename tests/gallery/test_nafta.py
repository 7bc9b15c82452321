"""NAFTA with the data of 2022: order of gains as in Caliendo and Parro, and the page."""

from tests.gallery import nafta


def test_mexico_gains_most_and_trade_within_the_bloc_rises():
    found = nafta.nafta()
    welfare = found.summary.equivalent_variation_percent
    assert float(welfare.sel(region="MEX")) > float(welfare.sel(region="CAN")) > 0
    assert 0 < float(welfare.sel(region="USA")) < 0.1
    assert all(float(welfare.sel(region=other)) < 0 for other in nafta.OTHERS)
    assert found.effect("volume_of_trade", "MEX", inside=True) > 0.3
    for member in nafta.MEMBERS:
        assert found.effect("volume_of_trade", member, inside=True) > 0
        assert found.effect("volume_of_trade", member, inside=False) < 0
    more = {member: found.imports_from_members(member) for member in nafta.MEMBERS}
    assert more["MEX"] > more["CAN"] > 0
    assert more["USA"] > 0


def test_the_page_is_current():
    assert nafta.page() == nafta.PAGE.read_text(encoding="utf-8")
