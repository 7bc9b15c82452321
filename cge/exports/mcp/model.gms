* ------------------------------------------------------------------------------------------------
* Rates and values of the benchmark. Prices are 1 there, but for landed prices, which include
* export tax, margins and tariff; quantities are thus values.
* ------------------------------------------------------------------------------------------------

Parameters
  margins0(i,o,d)       "trade and transport margins on a flow"
  landed0(i,o,d)        "value of a flow where it is used"
  price_landed0(i,o,d)  "landed price"
  absorption0(i,d)      "all that a region uses of a good"
  imports0(i,d)         "imports from all origins"
  carried0(v)           "world transport"
  output0(j,r)          "output: sales, and margins that the sector supplies"
  intermediates0(j,r)   "cost of intermediates, taxes included"
  value_added0(j,r)     "cost of factors, taxes included"
  cost0(j,r)            "cost before output tax"
  spending0(a,r)        "spending of an agent"
  income0(r)            "income: what all agents spend"
;
margins0(i,o,d)     = sum(v, margin(v,i,o,d) + transport_margin(v,i,o,d));
landed0(i,o,d)      = sales(i,o,d) + export_tax(i,o,d) + margins0(i,o,d) + tariff_revenue(i,o,d);
price_landed0(i,o,d) = 1;
price_landed0(i,o,d)$sales(i,o,d) = landed0(i,o,d)/sales(i,o,d);
absorption0(i,d)    = sum(o, landed0(i,o,d));
imports0(i,d)       = sum(o$(not sameas(o,d)), landed0(i,o,d));
carried0(v)         = sum((i,o,d), transport_margin(v,i,o,d));
output0(j,r)        = sum(d, sales(j,r,d))
                    + sum(v$sameas(v,j), sum((i,d), margin(v,i,r,d)) + transport_supply(v,r));
intermediates0(j,r) = sum(i, intermediate_use(i,r,j) + intermediate_tax(i,r,j));
value_added0(j,r)   = sum(f, value_added(f,j,r) + factor_tax(f,j,r));
cost0(j,r)          = intermediates0(j,r) + value_added0(j,r);
spending0(a,r)      = sum(i, final_use(i,r,a) + final_tax(i,r,a));
income0(r)          = sum(a, spending0(a,r));

* Taxes are powers: 1 + rate. An experiment changes powers, productivities, iceberg costs,
* endowments and foreign saving; those that end in 0 stay.
Parameters
  output_tax_power(j,r)           "of the price with tax over that before"
  intermediate_tax_power(i,r,j)   "on what an activity buys"
  final_tax_power(i,r,a)          "on what an agent buys"
  factor_tax_power(f,j,r)         "on what an activity pays a factor"
  export_power(i,o,d)             "export tax"
  tariff_power(i,o,d)             "tariff on the price with export tax and margins"
  intermediate_tax_power0(i,r,j), final_tax_power0(i,r,a), factor_tax_power0(f,j,r)
  iceberg(i,o,d)                  "units that leave for one that arrives"
  productivity(j,r)               "of all inputs"
  factor_productivity(f,j,r)      "of a factor"
  margin_rate(v,i,o,d)            "margin per unit shipped"
  transport_rate(v,i,o,d)         "world transport per unit shipped"
  endowment(f,r)                  "supply of a factor"
  weight(f,r)                     "of a factor price in the world index"
;
output_tax_power(j,r) = 1;
output_tax_power(j,r)$output0(j,r) = output0(j,r)/cost0(j,r);
intermediate_tax_power(i,r,j) = 1;
intermediate_tax_power(i,r,j)$intermediate_use(i,r,j) = 1 + intermediate_tax(i,r,j)/intermediate_use(i,r,j);
final_tax_power(i,r,a) = 1;
final_tax_power(i,r,a)$final_use(i,r,a) = 1 + final_tax(i,r,a)/final_use(i,r,a);
factor_tax_power(f,j,r) = 1;
factor_tax_power(f,j,r)$value_added(f,j,r) = 1 + factor_tax(f,j,r)/value_added(f,j,r);
export_power(i,o,d) = 1;
export_power(i,o,d)$sales(i,o,d) = 1 + export_tax(i,o,d)/sales(i,o,d);
tariff_power(i,o,d) = 1;
tariff_power(i,o,d)$sales(i,o,d) = 1 + tariff_revenue(i,o,d)/(sales(i,o,d) + export_tax(i,o,d) + margins0(i,o,d));
intermediate_tax_power0(i,r,j) = intermediate_tax_power(i,r,j);
final_tax_power0(i,r,a) = final_tax_power(i,r,a);
factor_tax_power0(f,j,r) = factor_tax_power(f,j,r);
iceberg(i,o,d) = 1;
productivity(j,r) = 1;
factor_productivity(f,j,r) = 1;
margin_rate(v,i,o,d) = 0;
margin_rate(v,i,o,d)$sales(i,o,d) = margin(v,i,o,d)/sales(i,o,d);
transport_rate(v,i,o,d) = 0;
transport_rate(v,i,o,d)$sales(i,o,d) = transport_margin(v,i,o,d)/sales(i,o,d);
endowment(f,r) = sum(j, value_added(f,j,r));
weight(f,r) = endowment(f,r)/sum((ff,rr), endowment(ff,rr));

* Outer exponents of CES functions; those with an elasticity of 1 are Cobb-Douglas and have none.
Parameters
  root_top(j,r), root_value_added(j,r), root_intermediate(j,r), root_final(a,r)
  root_domestic_import(i,d), root_import_source(i,d)
;
root_top(j,r) = 1;
root_top(j,r)$(sigma_top(j,r) <> 1) = 1/(1 - sigma_top(j,r));
root_value_added(j,r) = 1;
root_value_added(j,r)$(sigma_value_added(j,r) <> 1) = 1/(1 - sigma_value_added(j,r));
root_intermediate(j,r) = 1;
root_intermediate(j,r)$(sigma_intermediate(j,r) <> 1) = 1/(1 - sigma_intermediate(j,r));
root_final(a,r) = 1;
root_final(a,r)$(sigma_final(a,r) <> 1) = 1/(1 - sigma_final(a,r));
root_domestic_import(i,d) = 1;
root_domestic_import(i,d)$(sigma_domestic_import(i,d) <> 1) = 1/(1 - sigma_domestic_import(i,d));
root_import_source(i,d) = 1;
root_import_source(i,d)$(sigma_import_source(i,d) <> 1) = 1/(1 - sigma_import_source(i,d));

* ------------------------------------------------------------------------------------------------
* Variables: each stands beside its equation in the model below.
* ------------------------------------------------------------------------------------------------

Positive Variables
  output(j,r)                 "output"
  imports(i,d)                "import composite"
  composite(i,d)              "composite of domestic good and imports"
  carried(v)                  "world transport"
  real_spending(a,r)          "real spending of an agent"
  price(j,r)                  "basic price of output"
  price_imports(i,d)          "price of the import composite"
  price_composite(i,d)        "price of the composite good"
  price_transport(v)          "price of world transport"
  price_final(a,r)            "price index of an agent's purchases"
  price_factor(f,r)           "price of a factor"
;
Variables
  price_value_added(j,r)      "unit cost of value added"
  price_intermediates(j,r)    "unit cost of the bundle of intermediates"
  unit_cost(j,r)              "unit cost of both, before productivity and tax"
  price_landed(i,o,d)         "price of a flow where it is used"
  factor_demand(f,j,r)        "use of a factor"
  intermediate_demand(i,r,j)  "use of a good by an activity"
  final_demand(i,r,a)         "use of a good by an agent"
  trade(i,o,d)                "units that arrive, domestic ones too"
  transport_sales(v,r)        "sales to world transport"
  price_world                 "world index of factor prices"
  income(r)                   "income of a region"
;

Equations
  zero_profit_output(j,r)          "output: cost with tax covers the price"
  zero_profit_imports(i,d)         "imports: cost of all origins covers the price"
  zero_profit_composite(i,d)       "composite: cost covers the price"
  zero_profit_transport(v)         "world transport: cost covers the price"
  zero_profit_final(a,r)           "consumption: cost covers the price index"
  market_output(j,r)               "output meets shipments and margins"
  market_imports(i,d)              "imports meet demand for the composite"
  market_composite(i,d)            "the composite meets demand of activities and agents"
  market_transport(v)              "world transport meets needs of shipments"
  market_final(a,r)                "real spending is worth what the agent spends"
  market_factor(f,r)               "endowment meets demand of activities"
  define_price_value_added(j,r)    "CES of factor prices"
  define_price_intermediates(j,r)  "CES of composite prices"
  define_unit_cost(j,r)            "CES of value added and intermediates"
  define_price_landed(i,o,d)       "price at the origin, taxes, margins and iceberg cost"
  demand_factor(f,j,r)             "by the nest of value added"
  demand_intermediate(i,r,j)       "by the nest of intermediates"
  demand_final(i,r,a)              "by the nest of final demand"
  demand_trade(i,o,d)              "by the nests of Armington"
  demand_transport_sales(v,r)      "fixed shares of what is paid for transport"
  define_price_world               "mean of factor prices by benchmark endowments"
  income_balance(r)                "factor incomes, taxes and foreign saving"
;

* --- Prices of inputs ---------------------------------------------------------------------------

define_price_value_added(j,r)$value_added0(j,r)..
  price_value_added(j,r) =e=
    (sum(f$value_added(f,j,r), (value_added(f,j,r) + factor_tax(f,j,r))/value_added0(j,r)
      *(price_factor(f,r)*factor_tax_power(f,j,r)/factor_tax_power0(f,j,r)/factor_productivity(f,j,r))
        **(1 - sigma_value_added(j,r)))**root_value_added(j,r))$(sigma_value_added(j,r) <> 1)
  + exp(sum(f$value_added(f,j,r), (value_added(f,j,r) + factor_tax(f,j,r))/value_added0(j,r)
      *log(price_factor(f,r)*factor_tax_power(f,j,r)/factor_tax_power0(f,j,r)/factor_productivity(f,j,r))
      ))$(sigma_value_added(j,r) = 1);

define_price_intermediates(j,r)$intermediates0(j,r)..
  price_intermediates(j,r) =e=
    (sum(i$intermediate_use(i,r,j), (intermediate_use(i,r,j) + intermediate_tax(i,r,j))/intermediates0(j,r)
      *(price_composite(i,r)*intermediate_tax_power(i,r,j)/intermediate_tax_power0(i,r,j))
        **(1 - sigma_intermediate(j,r)))**root_intermediate(j,r))$(sigma_intermediate(j,r) <> 1)
  + exp(sum(i$intermediate_use(i,r,j), (intermediate_use(i,r,j) + intermediate_tax(i,r,j))/intermediates0(j,r)
      *log(price_composite(i,r)*intermediate_tax_power(i,r,j)/intermediate_tax_power0(i,r,j))
      ))$(sigma_intermediate(j,r) = 1);

define_unit_cost(j,r)$output0(j,r)..
  unit_cost(j,r) =e=
    ((value_added0(j,r)/cost0(j,r)*price_value_added(j,r)**(1 - sigma_top(j,r))
      + intermediates0(j,r)/cost0(j,r)*price_intermediates(j,r)**(1 - sigma_top(j,r)))
        **root_top(j,r))$(sigma_top(j,r) <> 1)
  + exp(value_added0(j,r)/cost0(j,r)*log(price_value_added(j,r))
      + intermediates0(j,r)/cost0(j,r)*log(price_intermediates(j,r)))$(sigma_top(j,r) = 1);

define_price_landed(i,o,d)$sales(i,o,d)..
  price_landed(i,o,d) =e=
    (price(i,o)*export_power(i,o,d) + sum(v, margin_rate(v,i,o,d)*price(v,o))
      + sum(v, transport_rate(v,i,o,d)*price_transport(v)))*iceberg(i,o,d)*tariff_power(i,o,d);

* --- Zero profit --------------------------------------------------------------------------------

zero_profit_output(j,r)$output0(j,r)..
  output_tax_power(j,r)*cost0(j,r)/output0(j,r)*unit_cost(j,r)/productivity(j,r) =g= price(j,r);

zero_profit_imports(i,d)$imports0(i,d)..
    (sum(o$(sales(i,o,d) and not sameas(o,d)), landed0(i,o,d)/imports0(i,d)
      *(price_landed(i,o,d)/price_landed0(i,o,d))**(1 - sigma_import_source(i,d)))
        **root_import_source(i,d))$(sigma_import_source(i,d) <> 1)
  + exp(sum(o$(sales(i,o,d) and not sameas(o,d)), landed0(i,o,d)/imports0(i,d)
      *log(price_landed(i,o,d)/price_landed0(i,o,d))))$(sigma_import_source(i,d) = 1)
  =g= price_imports(i,d);

zero_profit_composite(i,d)$absorption0(i,d)..
    ((landed0(i,d,d)/absorption0(i,d)
        *(price_landed(i,d,d)/price_landed0(i,d,d))**(1 - sigma_domestic_import(i,d))
      + imports0(i,d)/absorption0(i,d)*price_imports(i,d)**(1 - sigma_domestic_import(i,d)))
        **root_domestic_import(i,d))$(sigma_domestic_import(i,d) <> 1)
  + exp(landed0(i,d,d)/absorption0(i,d)*log(price_landed(i,d,d)/price_landed0(i,d,d))
      + imports0(i,d)/absorption0(i,d)*log(price_imports(i,d)))$(sigma_domestic_import(i,d) = 1)
  =g= price_composite(i,d);

zero_profit_transport(v)$carried0(v)..
  exp(sum(r$transport_supply(v,r), transport_supply(v,r)/carried0(v)*log(price(v,r)))) =g= price_transport(v);

zero_profit_final(a,r)$spending0(a,r)..
    (sum(i$final_use(i,r,a), (final_use(i,r,a) + final_tax(i,r,a))/spending0(a,r)
      *(price_composite(i,r)*final_tax_power(i,r,a)/final_tax_power0(i,r,a))
        **(1 - sigma_final(a,r)))**root_final(a,r))$(sigma_final(a,r) <> 1)
  + exp(sum(i$final_use(i,r,a), (final_use(i,r,a) + final_tax(i,r,a))/spending0(a,r)
      *log(price_composite(i,r)*final_tax_power(i,r,a)/final_tax_power0(i,r,a))))$(sigma_final(a,r) = 1)
  =g= price_final(a,r);

* --- Demand: benchmark quantities, moved by relative prices --------------------------------------

demand_factor(f,j,r)$value_added(f,j,r)..
  factor_demand(f,j,r) =e=
    value_added(f,j,r)/output0(j,r)*output(j,r)/productivity(j,r)/factor_productivity(f,j,r)
    *(unit_cost(j,r)/price_value_added(j,r))**sigma_top(j,r)
    *(price_value_added(j,r)*factor_productivity(f,j,r)
      /(price_factor(f,r)*factor_tax_power(f,j,r)/factor_tax_power0(f,j,r)))**sigma_value_added(j,r);

demand_intermediate(i,r,j)$intermediate_use(i,r,j)..
  intermediate_demand(i,r,j) =e=
    intermediate_use(i,r,j)/output0(j,r)*output(j,r)/productivity(j,r)
    *(unit_cost(j,r)/price_intermediates(j,r))**sigma_top(j,r)
    *(price_intermediates(j,r)
      /(price_composite(i,r)*intermediate_tax_power(i,r,j)/intermediate_tax_power0(i,r,j)))**sigma_intermediate(j,r);

demand_final(i,r,a)$final_use(i,r,a)..
  final_demand(i,r,a) =e=
    final_use(i,r,a)/spending0(a,r)*real_spending(a,r)
    *(price_final(a,r)
      /(price_composite(i,r)*final_tax_power(i,r,a)/final_tax_power0(i,r,a)))**sigma_final(a,r);

* The domestic good is a part of the composite, a foreign one of the import composite.
demand_trade(i,o,d)$sales(i,o,d)..
  trade(i,o,d) =e=
    (sales(i,o,d)/absorption0(i,d)*composite(i,d)
      *(price_composite(i,d)*price_landed0(i,o,d)/price_landed(i,o,d))**sigma_domestic_import(i,d))$sameas(o,d)
  + (sales(i,o,d)/imports0(i,d)*imports(i,d)
      *(price_imports(i,d)*price_landed0(i,o,d)/price_landed(i,o,d))**sigma_import_source(i,d))$(not sameas(o,d));

demand_transport_sales(v,r)$transport_supply(v,r)..
  transport_sales(v,r) =e= transport_supply(v,r)/carried0(v)*price_transport(v)*carried(v)/price(v,r);

* --- Markets ------------------------------------------------------------------------------------

market_output(j,r)$output0(j,r)..
  output(j,r) =g= sum(d$sales(j,r,d), iceberg(j,r,d)*trade(j,r,d))
    + sum(v$sameas(v,j), sum((i,d)$sales(i,r,d), margin_rate(v,i,r,d)*iceberg(i,r,d)*trade(i,r,d))
      + transport_sales(v,r));

market_imports(i,d)$imports0(i,d)..
  imports(i,d) =g= imports0(i,d)/absorption0(i,d)*composite(i,d)
    *(price_composite(i,d)/price_imports(i,d))**sigma_domestic_import(i,d);

market_composite(i,d)$absorption0(i,d)..
  composite(i,d) =g= sum(j, intermediate_demand(i,d,j)) + sum(a, final_demand(i,d,a));

market_transport(v)$carried0(v)..
  carried(v) =g= sum((i,o,d)$sales(i,o,d), transport_rate(v,i,o,d)*iceberg(i,o,d)*trade(i,o,d));

market_final(a,r)$spending0(a,r)..
  real_spending(a,r) =g= spending0(a,r)/income0(r)*income(r)/price_final(a,r);

market_factor(f,r)$endowment(f,r)..
  endowment(f,r) =g= sum(j, factor_demand(f,j,r));

* --- Income -------------------------------------------------------------------------------------

define_price_world..
  price_world =e= sum((f,r), weight(f,r)*price_factor(f,r));

income_balance(r)..
  income(r) =e=
* factors
    sum(f, price_factor(f,r)*endowment(f,r))
* taxes on output, inputs of activities, purchases of agents
  + sum(j$output0(j,r), (1 - 1/output_tax_power(j,r))*price(j,r)*output(j,r))
  + sum((i,j)$intermediate_use(i,r,j), (intermediate_tax_power(i,r,j) - 1)*price_composite(i,r)*intermediate_demand(i,r,j))
  + sum((f,j)$value_added(f,j,r), (factor_tax_power(f,j,r) - 1)*price_factor(f,r)*factor_demand(f,j,r))
  + sum((i,a)$final_use(i,r,a), (final_tax_power(i,r,a) - 1)*price_composite(i,r)*final_demand(i,r,a))
* tariffs on what arrives: the landed price includes them
  + sum((i,o)$sales(i,o,r), (1 - 1/tariff_power(i,o,r))*price_landed(i,o,r)*trade(i,o,r))
* export taxes on what leaves
  + sum((i,d)$sales(i,r,d), (export_power(i,r,d) - 1)*price(i,r)*iceberg(i,r,d)*trade(i,r,d))
* foreign saving, in units of the world index of factor prices
  + foreign_saving(r)*price_world;

* ------------------------------------------------------------------------------------------------
* The model: each equation with the variable that is complementary to it.
* ------------------------------------------------------------------------------------------------

Model economy /
  zero_profit_output.output,
  zero_profit_imports.imports,
  zero_profit_composite.composite,
  zero_profit_transport.carried,
  zero_profit_final.real_spending,
  market_output.price,
  market_imports.price_imports,
  market_composite.price_composite,
  market_transport.price_transport,
  market_final.price_final,
  market_factor.price_factor,
  define_price_value_added.price_value_added,
  define_price_intermediates.price_intermediates,
  define_unit_cost.unit_cost,
  define_price_landed.price_landed,
  demand_factor.factor_demand,
  demand_intermediate.intermediate_demand,
  demand_final.final_demand,
  demand_trade.trade,
  demand_transport_sales.transport_sales,
  define_price_world.price_world,
  income_balance.income
/;

* --- The benchmark, from which every solution starts ----------------------------------------------

output.l(j,r) = output0(j,r);
imports.l(i,d) = imports0(i,d);
composite.l(i,d) = absorption0(i,d);
carried.l(v) = carried0(v);
real_spending.l(a,r) = spending0(a,r);
price.l(j,r) = 1;
price_imports.l(i,d) = 1;
price_composite.l(i,d) = 1;
price_transport.l(v) = 1;
price_final.l(a,r) = 1;
price_factor.l(f,r) = 1;
price_value_added.l(j,r) = 1;
price_intermediates.l(j,r) = 1;
unit_cost.l(j,r) = 1;
price_landed.l(i,o,d) = price_landed0(i,o,d);
factor_demand.l(f,j,r) = value_added(f,j,r);
intermediate_demand.l(i,r,j) = intermediate_use(i,r,j);
final_demand.l(i,r,a) = final_use(i,r,a);
trade.l(i,o,d) = sales(i,o,d);
transport_sales.l(v,r) = transport_supply(v,r);
price_world.l = 1;
income.l(r) = income0(r);

* No price that a power is taken of may reach 0.
price.lo(j,r) = 1e-6;
price_imports.lo(i,d) = 1e-6;
price_composite.lo(i,d) = 1e-6;
price_transport.lo(v) = 1e-6;
price_final.lo(a,r) = 1e-6;
price_factor.lo(f,r) = 1e-6;
price_value_added.lo(j,r) = 1e-6;
price_intermediates.lo(j,r) = 1e-6;
unit_cost.lo(j,r) = 1e-6;
price_landed.lo(i,o,d) = 1e-6;

* What the benchmark does not have stays out.
output.fx(j,r)$(not output0(j,r)) = 0;
imports.fx(i,d)$(not imports0(i,d)) = 0;
composite.fx(i,d)$(not absorption0(i,d)) = 0;
carried.fx(v)$(not carried0(v)) = 0;
real_spending.fx(a,r)$(not spending0(a,r)) = 0;
price.fx(j,r)$(not output0(j,r)) = 1;
price_imports.fx(i,d)$(not imports0(i,d)) = 1;
price_composite.fx(i,d)$(not absorption0(i,d)) = 1;
price_transport.fx(v)$(not carried0(v)) = 1;
price_final.fx(a,r)$(not spending0(a,r)) = 1;
price_factor.fx(f,r)$(not endowment(f,r)) = 1;
price_value_added.fx(j,r)$(not value_added0(j,r)) = 1;
price_intermediates.fx(j,r)$(not intermediates0(j,r)) = 1;
unit_cost.fx(j,r)$(not output0(j,r)) = 1;
price_landed.fx(i,o,d)$(not sales(i,o,d)) = 1;
factor_demand.fx(f,j,r)$(not value_added(f,j,r)) = 0;
intermediate_demand.fx(i,r,j)$(not intermediate_use(i,r,j)) = 0;
final_demand.fx(i,r,a)$(not final_use(i,r,a)) = 0;
trade.fx(i,o,d)$(not sales(i,o,d)) = 0;
transport_sales.fx(v,r)$(not transport_supply(v,r)) = 0;

* The numeraire. Its market is left out, by Walras' law, and checked after each solution.
price_factor.fx(f,r)$numeraire(f,r) = 1;

* --- Replication: the benchmark must be a solution before anything is computed --------------------

option limrow = 0, limcol = 0, solprint = off;
economy.tolinfrep = 1e-6;
economy.iterlim = 0;
Solve economy using mcp;
abort$(economy.objval > 1e-6) "The benchmark is not a solution.";
economy.iterlim = 10000;
