import pytest

from tests.unit.sync.scene import Scene


@pytest.fixture
def scene() -> Scene:
    return Scene()
