"""One good file of every kind, for a random economy of regions R1 to R3 and sectors S1 to S4."""

WORDS = "title: An example\ndescription: For spoiling\nreference: nobody\n"

SCENARIO = """title: Tariffs and productivity
author: nobody
closure: standard
swap:
  - {parameter: endowment, variable: real_factor_price, factor: labour, region: R2}
packages:
  tariff:
    title: A tariff
    source: assumed
    shocks:
      - parameter: tariff_power
        sector: [S1, S2]
        destination: R1
        origin: {not: R1}
        add_points: 10
      - parameter: productivity
        activity: "S*"
        region: R2
        percent: 2.5
  carbon:
    carbon: {region: R1, price: 30, free_allocation: 20}
    cbam: {destination: R1, sectors: S2, price: home, credit: 50}
experiments:
  both: [tariff, carbon]
  tariff: [tariff]
"""

PROBLEM = """title: A tariff that is best
controls:
  tariff:
    lower: 0.0
    upper: 20
    start: 5
    shocks:
      - {parameter: tariff_power, destination: R1, add_points: 1}
objective:
  maximise:
    - {variable: equivalent_variation, where: {region: R1}}
constraints:
  trade:
    sum:
      - {variable: trade, weight: 1.0, where: {origin: R2, destination: R1}}
    at_least_percent: -50
"""

CLOSURE = (
    WORDS
    + """numeraire: world factor-price index
government: regional household
external: fixed
mobility:
  - {factor: capital, region: R1, elasticity: 1.5}
swap:
  - {parameter: endowment, variable: real_factor_price, factor: labour, region: [R2, R3]}
"""
)

STRUCTURE = (
    WORDS
    + """elasticities:
  sigma_top: 0.5
  sigma_import_source: 4
  sigma_domestic_import: sigma_import_source
capital_energy:
  energy: [S1]
  factors: [capital]
  sigma_capital_energy: {all: 0.4, S2: 0.7}
  sigma_energy: 1
  source: assumed
subsistence:
  frisch: -1.8
  income_elasticity: {all: 1, S1: 0.9}
  source: assumed
"""
)

TECHNOLOGY = (
    WORDS
    + """nqp: {all: 0.5, R1: 0.6, source: assumed}
channels:
  adoption: {all: 0.5, source: assumed}
  productivity:
    elasticity: {all: 0.2, S1: 0.3}
    applies_to: value_added
    standard_error: 0.1
    source: assumed
  trade_efficiency: {elasticity: 0.1, source: assumed}
  spillover: {strength: 0.3, carriers: {S1: 1}, response: 1, source: assumed}
  standards: {elasticity: 0.1, distance: 0.2, waste: 0.5, source: assumed}
"""
)

ABATEMENT = WORDS + "elasticity: 0.5\nreference_price: 50\n"
SCHEDULE = WORDS + "percent:\n  2026: 2.5\n  2030: 48.5\n  2034: 100\n"
FUND = WORDS + "weights: {R1: 1, R2: 2.5, R3: 0}\n"

TARIFFS = """# an example
sector,origin,destination,value
S1,R2,R1,5
S2,R2,R1,1e1
"S3",R3,all,2.5
S*,R1,R3,-10
"""

EXPOSURE = """# an example
industry,exposure,note
S1,0.5,"far, but not wholly"
S2,0,
S3,1e0,wholly
"""

AGGREGATION = """# an example
dimension,member,label,description
region,R1,north,One
region,R2,south,Two
region,R3,south,
sector,S1,goods,
sector,S2,goods,
sector,S3,"services, all",
sector,S4,services and so on,
"""

GROUPS = """region:
  north: {members: [R1], source: assumed}
  south: {members: [R2, R3], source: assumed}
sector:
  goods:
    source: assumed
    members: [S1, S2]
"""

CATALOGUE = """dimensions:
  one: {title: One, exposure: digital}
  two: {title: Two, exposure: none}
exposures:
  digital: {title: Digital, source: assumed, classes: {low: 0.0, high: 1.0}}
indicators:
  a: {dimension: one, title: A, unit: '%', source: assumed, licence: none}
  b:
    {dimension: two, title: B, unit: '%', source: assumed, licence: none, direction: -1,
     transform: log}
weight:
  gdp: {title: GDP, unit: million USD, source: assumed, licence: none}
"""

VALUES = """economy,indicator,value,year,unit,source,imputed,method
P,a,1.5,2020,%,assumed,no,reported
P,b,2,2020,%,assumed,no,reported
P,gdp,100,2020,million USD,assumed,no,reported
Q,a,3,2020,%,assumed,yes,mean of P
Q,b,1e0,2020,%,assumed,no,reported
Q,gdp,50,2020,million USD,assumed,no,reported
"""
