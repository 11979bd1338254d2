"""One stack of real processes for all tests of a module, in each of the ways that Podium is run."""

import pytest

from tests.stack import running


@pytest.fixture(scope="module", params=["sqlite-daphne", "services-2-daphne", "sqlite-uvicorn", "services-2-uvicorn"])
def stack(request, tmp_path_factory):
    """A running site with the gala loaded; what is submitted to `first` is watched on `last`."""
    with running(request.param, tmp_path_factory.mktemp("stack")) as stack:
        yield stack
