"""Write the pages that show results anew: `python -m tests.pages`."""

import warnings

from tests.pages.every import PAGES
from tests.pages.marks import write

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pages say what results rest on
    for page in PAGES:
        write(page.PAGE, page.PARTS)
