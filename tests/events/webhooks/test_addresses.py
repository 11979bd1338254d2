"""Nobody reaches through a webhook into the server's own network."""

import ipaddress

import pytest

from events.webhooks.addresses import RefusedAddress, address_of, is_public
from events.webhooks.sending import post
from tests.receiver import receiving

INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1",
    "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
]  # fmt: skip
OUTSIDE = ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_no_receiver(address):
    assert is_public(ipaddress.ip_address(address)) is False


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_the_internet_is(address):
    assert is_public(ipaddress.ip_address(address)) is True


HIDDEN = ["localhost", "127.1", "2130706433", "0x7f000001", "017700000001", "::1"]


@pytest.mark.parametrize("host", HIDDEN)
def test_however_loopback_is_written_it_is_refused(host):
    with pytest.raises(RefusedAddress):
        address_of(host, 80)


@pytest.mark.parametrize("url", ["http://{}/", "http://user:word@{}/", "http://localhost:{port}/"])
def test_nothing_is_sent_inside_unless_the_setting_allows_it(url, settings):
    with receiving() as receiver:
        port = receiver.server.server_port
        address = url.format(f"127.0.0.1:{port}", port=port)
        outcome = post(address, "whsec_QUJD", "m", b"{}")
        assert (outcome.status, outcome.problem.startswith("refused: ")) == (None, True)
        assert receiver.messages == []
        settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
        assert post(address, "whsec_QUJD", "m", b"{}").status == 204


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1:70/", "http:///x", "http://[::1/"]
)
def test_what_is_no_http_address_is_refused(url, settings):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    assert post(url, "whsec_QUJD", "m", b"{}").status is None
