"""Tables in, benchmark out: open, close, check and aggregate benchmark datasets."""

from calibration.accounts import accounts
from calibration.aggregate import aggregate
from calibration.benchmark import open_benchmark
from calibration.closing import close_accounts
from calibration.errors import InputError, InputWarning
from calibration.groups import Group, Groups, read_groups
from calibration.guard.complete import check_benchmark, complete_benchmark
from calibration.mapping import Mapping, read_mapping
from calibration.members import members
from calibration.random_economy import random_benchmark
from calibration.sourcing import with_sales_by_user

__all__ = [
    "Group",
    "Groups",
    "InputError",
    "InputWarning",
    "Mapping",
    "accounts",
    "aggregate",
    "check_benchmark",
    "close_accounts",
    "complete_benchmark",
    "members",
    "open_benchmark",
    "random_benchmark",
    "read_groups",
    "read_mapping",
    "with_sales_by_user",
]
