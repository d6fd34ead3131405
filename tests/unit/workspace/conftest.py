"""The issuer's host, and time that moves by hand."""

from collections.abc import Iterator

import pytest
import responses
from issuer_host import ISSUER, IssuerHost, Timer
from stage.keys import Keys

from hanoiwork_plugin.workspace.issuer import Issuer
from hanoiwork_plugin.workspace.transport import pooled_session


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def host(mock: responses.RequestsMock, keys: Keys) -> IssuerHost:
    return IssuerHost(mock, keys.jwks())


@pytest.fixture
def issuer(host: IssuerHost, timer: Timer) -> Iterator[Issuer]:
    with pooled_session() as session:
        yield Issuer(ISSUER, session, timer=timer, start=lambda work: work())
