"""Which finest-level members the labels of a dataset stand for."""

import json

import xarray as xr

Members = dict[str, tuple[str, ...]]


def members(dataset: xr.Dataset, dimension: str) -> Members:
    """Members at the finest level of each label of `region` or `sector`.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark. Aggregation records membership in the attributes `members_of_region` and
        `members_of_sector`; a dataset without them stands for itself.
    dimension : {"region", "sector"}

    Returns
    -------
    dict of str to tuple of str
        In the order of the dataset's labels.
    """
    labels = [str(label) for label in dataset[dimension].to_numpy()]
    recorded = json.loads(dataset.attrs.get(f"members_of_{dimension}", "{}"))
    return {label: tuple(recorded.get(label, (label,))) for label in labels}
