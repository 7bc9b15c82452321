"""Solve a market of two equations with cyipopt, and print the version of the IPOPT that did it.

Quantity demanded is 6 / price, quantity supplied is price + 1: they meet at price 2, quantity 3.
"""

import sys

import cyipopt
import numpy as np


class Market:
    """Two equations, two unknowns (price, quantity) and nothing to minimise."""

    def objective(self, x: np.ndarray) -> float:
        return 0.0

    def gradient(self, x: np.ndarray) -> np.ndarray:
        return np.zeros(2)

    def constraints(self, x: np.ndarray) -> np.ndarray:
        return np.array([x[0] * x[1] - 6.0, x[1] - x[0] - 1.0])

    def jacobian(self, x: np.ndarray) -> np.ndarray:
        return np.array([x[1], x[0], -1.0, 1.0])


def main() -> int:
    """0 when the market clears where it must."""
    problem = cyipopt.Problem(
        n=2, m=2, problem_obj=Market(), lb=[0.1, 0.1], ub=[9.0, 9.0], cl=[0.0, 0.0], cu=[0.0, 0.0]
    )
    for option, value in (("print_level", 0), ("sb", "yes"), ("tol", 1e-9)):
        problem.add_option(option, value)
    problem.add_option("hessian_approximation", "limited-memory")
    problem.add_option("linear_solver", "mumps")  # the one that the model asks for
    solution, info = problem.solve(np.ones(2))
    if info["status"] != 0 or not np.allclose(solution, [2.0, 3.0], atol=1e-7):
        print(f"IPOPT returned {solution} ({info['status_msg']}), not price 2 and quantity 3.")
        return 1
    print(".".join(map(str, cyipopt.IPOPT_VERSION)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
