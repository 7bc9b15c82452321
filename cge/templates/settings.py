"""Templates of closures, structures and technologies."""

from __future__ import annotations

from cge.settings.closures import EXTERNAL_RULES, GOVERNMENT_RULES, MOBILE, Closure
from cge.settings.numeraires import OFFERED, WORLD_FACTORS
from cge.settings.structures import Structure
from cge.settings.technologies import APPLIES_TO, Channels, Technology
from cge.symbols.registry import ELASTICITIES, SHOCKABLE, VARIABLES
from cge.templates.commented import Example, comment, file_of, listed, plain, quoted
from cge.templates.places import Places

HOW = "A line that begins with # is a comment: remove the sign, and what the line says holds."
ASSUMPTION = "ASSUMPTION: an example, to be replaced"


def words(title: str) -> dict[str, Example]:
    """Examples of the words that every file has."""
    return {
        "title": Example(f"title: {title}"),
        "description": Example("description: What it means, in a few lines."),
        "reference": Example("reference: Author (year), title, journal"),
    }


def closure(_: Places) -> str:
    """A closure that does what the standard one does."""
    head = [
        "A closure: what is fixed and what adjusts. Use it: cge run SCENARIO --closure FILE",
        f"docs/model.md explains closures; 'cge list closures' names the shipped ones. {HOW}",
    ]
    levels = listed(e.name for e in SHOCKABLE if not e.feature)
    held = listed(e.name for e in VARIABLES if not e.feature)
    return file_of(
        head,
        Closure,
        {
            **words("My closure"),
            "numeraire": Example(
                f"numeraire: {WORLD_FACTORS}", notes=(f"One of: {listed(OFFERED)}.",)
            ),
            "government": Example(
                f"government: {GOVERNMENT_RULES[1]}", False, _one_of(GOVERNMENT_RULES)
            ),
            "external": Example(f"external: {EXTERNAL_RULES[1]}", False, _one_of(EXTERNAL_RULES)),
            "mobility": Example(
                "mobility:\n  - {factor: capital, region: all, elasticity: 0}",
                False,
                (f"An elasticity is a number from 0, which is no mobility, or '{MOBILE}'.",),
            ),
            "swap": Example(
                "swap:\n  - {parameter: endowment, variable: real_factor_price, factor: labour}",
                False,
                (
                    f"Parameters: {levels}.",
                    f"Variables: {held}.",
                    "A row names labels of their dimensions; one that is left out means all.",
                ),
            ),
        },
    )


def _one_of(choices: tuple[str, ...]) -> tuple[str, ...]:
    return (f"One of: {listed(choices)}; the first where nothing is said.",)


def structure(places: Places) -> str:
    """A structure that leaves the nests as the data have them."""
    sectors = [quoted(label) for label in places.labels("sector")]
    names = listed(e.name for e in ELASTICITIES if not e.feature)
    source = f"source: {quoted(ASSUMPTION)}"
    head = [
        "A structure: elasticities and nests. Use it: cge run SCENARIO --structure FILE",
        f"docs/model.md explains structures; 'cge list structures' names the shipped ones. {HOW}",
        f"Sectors: {listed(places.labels('sector'))}.",
        f"Groups of sectors: {listed(places.named_groups('sector')) or 'none'}.",
    ]
    nest = f"  energy: [{sectors[0]}]\n  sigma_capital_energy: 0.5\n  sigma_energy: {{all: 1}}\n"
    supply = f"  factors: [natural_resources]\n  supply_elasticity: {{{sectors[0]}: 1}}\n"
    demand = "  frisch: -2\n  income_elasticity: {all: 1}\n  agents: household\n"
    return file_of(
        head,
        Structure,
        {
            **words("My structure"),
            "elasticities": Example(
                "elasticities: {}",
                notes=(f"Names: {names}.", "With values: {sigma_top: 0.2, sigma_final: 1}"),
            ),
            "of_activities": Example(
                f"of_activities:\n  sigma_value_added: {{{sectors[0]}: 0.5}}", False
            ),
            "join_sectors": Example("join_sectors: goods", False),
            "capital_energy": Example(f"capital_energy:\n{nest}  {source}", False),
            "generation": Example(
                f"generation:\n  goods: [{sectors[0]}]\n  sigma: {{all: 1.4}}\n  {source}", False
            ),
            "factors": Example("factors: [natural_resources]", False),
            "resources": Example(f"resources:\n{supply}  {source}", False),
            "subsistence": Example(f"subsistence:\n{demand}  {source}", False),
        },
    )


# Settings of every channel beside its source.
_CHANNELS = {
    "adoption": "all: 0.7",
    "absorption": "all: 1",
    "productivity": f"applies_to: {APPLIES_TO[0]}\n    elasticity: {{all: 0.2}}",
    "trade_efficiency": "elasticity: {all: 0.2}",
    "spillover": "strength: {all: 1}\n    response: 1\n    carriers: {all: 1}",
    "standards": "elasticity: {all: 0.1}\n    distance: 0.3\n    waste: 1",
    "data_flow": "elasticity: {all: 0.3}\n    restriction: 0.2",
}


def technology(places: Places) -> str:
    """A technology with every channel and numbers of its own."""
    head = [
        "A technology: what new quality productive forces do. Use it: cge run SCENARIO "
        "--technology FILE",
        f"docs/nqp.md explains the channels; 'cge list technologies' names the shipped ones. {HOW}",
        f"Regions: {listed(places.labels('region'))}.",
        f"Sectors: {listed(places.labels('sector'))}.",
        "Numbers go by label, pattern or group; all is for those that are not named.",
    ]
    source = f"source: {quoted(ASSUMPTION)}"
    return file_of(
        head,
        Technology,
        {
            **words("My technology"),
            "base": Example("base: standard", False),
            "nqp": Example(
                f"nqp:\n  all: 0.5\n  {source}",
                notes=("Numbers from 0 to 1 by region, or 'index: entropy' from indicators.",),
            ),
            "channels": Example("\n".join(["channels:", *_channels(source)])),
        },
    )


def _channels(source: str) -> list[str]:
    lines: list[str] = []
    for name, field in Channels.model_fields.items():
        meaning = next((k for k in getattr(field.annotation, "__args__", ()) if k.__doc__), None)
        said = plain((meaning.__doc__ or "").partition("\n")[0]) if meaning else ""
        lines += comment(f"{name}: {said}", "  ")
        text = _CHANNELS.get(name)
        block = f"  {name}:\n    {text}\n    {source}" if text else f"  # {name}:"
        lines += block.split("\n")
    return lines
