"""The guard of every outgoing connection that a user can aim: input URLs and callbacks.

The address is checked where it is dialled: the resolver refuses a host of which any address is
not public, and each socket checks once more the very address that it is about to connect to. So
what was checked is what is used, whatever DNS says next, and IP literals have no way around.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TYPE_CHECKING

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from genmux.errors import InvalidInput, Unfetchable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiohappyeyeballs import AddrInfoType
    from aiohttp.typedefs import LooseHeaders

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

MAX_URL = 8192
NOT_PUBLIC = "the host is not a public internet address"

# Beyond what `ipaddress` calls private: IETF assignments and relays that lead elsewhere, and the
# one public address behind which a cloud keeps a service of the machine itself.
_BLOCKED_V4 = tuple(
    IPv4Network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")
)
_UNICAST_V6 = IPv6Network("2000::/3")
_BLOCKED_V6 = tuple(
    IPv6Network(net)
    for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48")
)
_NAT64 = IPv6Network("64:ff9b::/96")
_LEGACY_V4 = re.compile(
    r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}\.?", re.ASCII | re.IGNORECASE
)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


class BlockedAddressError(OSError):
    """The host is not a public one, or not only."""


def is_allowed(address: str, allow_networks: Sequence[Network] = ()) -> bool:
    """Whether the guard lets a connection go to this numeric address."""
    try:
        forms = list(_forms(ipaddress.ip_address(address.split("%", maxsplit=1)[0])))
    except ValueError:
        return False
    if any(form in net for form in forms for net in allow_networks if form.version == net.version):
        return True
    return _is_public(forms[-1])


def check_url(url: str, allow_networks: Sequence[Network] = (), *, field: str = "url") -> URL:
    """What can be said about a URL without the network; use it when a task is created.

    Raises InvalidInput when it is no absolute http(s) URL, Unfetchable when its host is a
    literal address or local name that the guard would not dial.
    """
    if len(url) > MAX_URL:
        raise InvalidInput(f"{field}: the URL is longer than {MAX_URL} characters", field=field)
    try:
        # A clean ASCII URL is taken as it is: re-quoting breaks the signatures of some stores.
        parsed = URL(url.strip(), encoded=url.isascii() and not _UNSAFE.search(url.strip()))
        host, port = parsed.host, parsed.port
    except ValueError:
        host = port = None
    if not host or not port or parsed.scheme not in {"http", "https"} or "\\" in url:
        raise InvalidInput(f"{field}: not an absolute http or https URL", field=field)
    if parsed.user is not None or parsed.password is not None:
        raise InvalidInput(f"{field}: a URL with a user name or password is not taken", field=field)
    literal = _literal(host)
    if literal is None and _is_local_name(host):
        literal = "127.0.0.1"
    if literal is not None and not is_allowed(literal, allow_networks):
        raise Unfetchable(f"{field}: {NOT_PUBLIC}", field=field)
    return parsed


class GuardedResolver(AbstractResolver):
    """Answers only with addresses that may be dialled; one bad address spoils the whole answer."""

    def __init__(self, allow_networks: Sequence[Network], inner: AbstractResolver) -> None:
        self._allow = tuple(allow_networks)
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all(is_allowed(one["host"], self._allow) for one in found):
            raise BlockedAddressError(NOT_PUBLIC)
        return found

    async def close(self) -> None:
        await self._inner.close()


def guarded_session(
    allow_networks: Sequence[Network],
    *,
    limit: int = 256,
    limit_per_host: int = 0,
    connect_timeout: float = 10.0,
    idle_timeout: float = 15.0,
    headers: LooseHeaders | None = None,
    resolver: AbstractResolver | None = None,
) -> aiohttp.ClientSession:
    """A session that reaches public addresses and the allowed networks, nothing else.

    It keeps no cookies, follows no environment proxies and decodes no bodies; the caller passes
    `allow_redirects=False` and sets the total deadline. Call inside a running loop and close it.
    """
    allow = tuple(allow_networks)

    def dial(info: AddrInfoType) -> socket.socket:
        family, kind, proto, _, address = info
        if not is_allowed(str(address[0]), allow):
            raise BlockedAddressError(NOT_PUBLIC)
        return socket.socket(family, kind, proto)

    connector = aiohttp.TCPConnector(
        resolver=GuardedResolver(allow, resolver or aiohttp.ThreadedResolver()),
        socket_factory=dial,
        use_dns_cache=False,
        limit=limit,
        limit_per_host=limit_per_host,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        headers=headers,
        timeout=aiohttp.ClientTimeout(
            total=None, sock_connect=connect_timeout, sock_read=idle_timeout
        ),
    )


def was_blocked(error: BaseException | None) -> bool:
    """Whether an aiohttp error comes from the guard and not from the network."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, BlockedAddressError):
            return True
        seen.add(id(error))
        error = getattr(error, "os_error", None) or error.__cause__ or error.__context__
    return False


def _forms(address: Address) -> Iterator[Address]:
    """The address as written and, last, the IPv4 address that it wraps, if any."""
    yield address
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            yield address.ipv4_mapped
        elif address in _NAT64:
            # Networks with IPv6 only reach the public IPv4 internet through this prefix.
            yield IPv4Address(int(address) & 0xFFFFFFFF)


def _is_public(address: Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in net for net in _BLOCKED_V4)
    return address in _UNICAST_V6 and not any(address in net for net in _BLOCKED_V6)


def _literal(host: str) -> str | None:
    """The numeric address that a host spells, also as decimal, octal or hexadecimal IPv4."""
    try:
        return str(ipaddress.ip_address(host.split("%", maxsplit=1)[0]))
    except ValueError:
        pass
    if _LEGACY_V4.fullmatch(host):
        try:
            return socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
        except OSError:
            return "0.0.0.0"  # noqa: S104  a number that is no address goes nowhere
    return None


def _is_local_name(host: str) -> bool:
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost")
