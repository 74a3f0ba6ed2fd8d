"""Signature, waits, addresses: the vector of the specification, and what is hostile."""

from __future__ import annotations

import pytest

from boucle.kernel.sealed import seal, unseal
from boucle.webhooks.rules import WAITS, is_public, sign, wait_after, wrong_url


def test_the_signature_is_that_of_standard_webhooks() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    signed = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_waits_grow_then_end() -> None:
    found = [wait_after(n) for n in range(1, len(WAITS) + 1)]
    assert found == sorted(WAITS) and wait_after(len(WAITS) + 1) is None


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1", "pas une adresse", "",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4007:80a::200e", "::ffff:8.8.8.8"])
def test_addresses_of_the_open_network_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://exemple.fr/", "ftp://exemple.fr/", "javascript:alert(1)", "https://", "",
        "https://moi:mot@exemple.fr/", "https://exemple.fr/#x", "https://exemple.fr:22/",
        "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest", "https://é.fr/",
        "https://exemple.fr/\r\nHost: x", "https://exemple.fr:99999/", "https://[::1",
        "https://exemple.fr/" + "a" * 500,
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_called(url: str) -> None:
    assert wrong_url(url, private=False)


@pytest.mark.parametrize(
    "url", ["https://exemple.fr/boucle?cle=1", "https://exemple.fr:8443/", "https://8.8.8.8/"]
)
def test_addresses_that_can(url: str) -> None:
    assert wrong_url(url, private=False) is None


def test_a_sealed_secret_opens_for_its_use_only(settings: object) -> None:
    sealed = seal("whsec_x", "webhooks.secret")
    assert "whsec" not in sealed and seal("whsec_x", "webhooks.secret") != sealed
    assert unseal(sealed, "webhooks.secret") == "whsec_x"
    for text, use in ((sealed, "autre"), ("clair", "webhooks.secret")):
        with pytest.raises(ValueError):
            unseal(text, use)


def test_a_former_key_still_opens(settings: object) -> None:
    sealed = seal("whsec_x", "webhooks.secret")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "une tout autre clé"  # type: ignore[attr-defined]
    assert unseal(sealed, "webhooks.secret") == "whsec_x"
