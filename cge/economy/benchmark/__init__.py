"""From benchmark data to the arrays that the equations use."""
