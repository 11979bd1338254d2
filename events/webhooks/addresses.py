"""Where a webhook may go: public addresses only, so that nobody reaches through this server into its own network."""

import ipaddress
import socket
from typing import Any

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class RefusedAddress(Exception):
    """A receiver that this server does not talk to; the text says why."""


def address_of(host: str, port: int) -> str:
    """The IP address to connect to. It is looked up once and used as it was checked, so that no later answer differs.

    Raises RefusedAddress where any address of the host is not public, and OSError where it has none.
    """
    found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not settings.WEBHOOKS_TO_PRIVATE_ADDRESSES:
        inside = [address for address in addresses if not is_public(ipaddress.ip_address(address))]
        if inside:
            raise RefusedAddress(f"{inside[0]} is not a public address (WEBHOOKS_TO_PRIVATE_ADDRESSES allows such)")
    return addresses[0]


def is_public(address: Address) -> bool:
    """Whether packets to this address leave for the internet, whatever notation it hides in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast
