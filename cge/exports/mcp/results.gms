* ------------------------------------------------------------------------------------------------
* Solution and results.
* ------------------------------------------------------------------------------------------------

Solve economy using mcp;
abort$(economy.modelstat <> 1) "No solution was found.";

Parameters
  walras                      "relative excess of the market that was left out"
  utility(r)                  "income that buys the utility at benchmark prices, million USD"
  equivalent_variation(r)     "million USD"
  equivalent_variation_percent(r) "of benchmark income"
  price_result(j,r)           "basic prices, over the world index of factor prices"
  price_factor_result(f,r)    "factor prices, over the same"
  output_percent(j,r)         "change of output"
  trade_percent(i,o,d)        "change of trade, in units that arrive"
;
walras = sum((f,r)$numeraire(f,r), sum(j, factor_demand.l(f,j,r))/endowment(f,r) - 1);
abort$(abs(walras) > 1e-6) "The market that was left out is not in balance.", walras;
utility(r) = unit*income0(r)
  *exp(sum(a$spending0(a,r), spending0(a,r)/income0(r)*log(real_spending.l(a,r)/spending0(a,r))));
equivalent_variation(r) = utility(r) - unit*income0(r);
equivalent_variation_percent(r) = 100*equivalent_variation(r)/(unit*income0(r));
price_result(j,r)$output0(j,r) = price.l(j,r)/price_world.l;
price_factor_result(f,r)$endowment(f,r) = price_factor.l(f,r)/price_world.l;
output_percent(j,r)$output0(j,r) = 100*(output.l(j,r)/output0(j,r) - 1);
trade_percent(i,o,d)$sales(i,o,d) = 100*(trade.l(i,o,d)/sales(i,o,d) - 1);
option decimals = 6;
display walras, utility, equivalent_variation, equivalent_variation_percent, price_result,
  price_factor_result, output_percent, trade_percent;
