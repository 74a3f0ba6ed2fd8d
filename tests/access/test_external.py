"""Microsoft and other providers, against a real OpenID Connect server; every forged token refused.

The server signs what its user claims say, so that a wrong issuer, audience, nonce or date comes
with a good signature; forged signatures are put in its answer on the way.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from oidc_provider_mock import run_server_in_thread

from boucle.access.models import Link
from boucle.access.public import User, create_user, identities, one_time_link
from boucle.access.signin import oidc
from boucle.access.signin.oidc_claims import PERSONAL
from boucle.kernel.act import system_act
from boucle.kernel.errors import NotFound
from boucle.tenancy.public import Organisation

pytestmark = pytest.mark.django_db
WORD = "une-phrase-assez-longue"
TID = "11111111-2222-4333-8444-555555555555"
OTHER = "99999999-2222-4333-8444-555555555555"
OID = "aaaaaaaa-2222-4333-8444-555555555555"


def issuer(tid: str) -> str:
    """As Microsoft writes it."""
    return f"https://login.microsoftonline.com/{tid}/v2.0"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a provider that runs."""
    with run_server_in_thread() as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture
def providers(server: str, settings: Any) -> None:
    """Microsoft and another, both by this server."""
    common = {"server": server, "client_id": "boucle", "secret": "secret"}
    settings.IDENTITY_PROVIDERS = [
        {"id": "microsoft", "kind": "microsoft", **common},
        {"id": "maison", "name": "Maison", **common},
    ]


@pytest.fixture
def claire() -> User:
    """Works for a cabinet."""
    place = Organisation.objects.create(kind="cabinet", name="Cabinet Martin")
    return create_user(login="claire", name="Claire", password=WORD, organisation_id=place.id)


def say(server: str, sub: str, **claims: object) -> None:
    """What the server says of a person."""
    answer = requests.put(f"{server}/users/{sub}", json=claims, timeout=10)
    assert answer.status_code < 300, answer.text


def microsoft(server: str, tid: str = TID, oid: str = OID, **claims: object) -> None:
    """A person of a tenant."""
    facts = {"iss": issuer(tid), "tid": tid, "oid": oid, "name": "Claire M.", **claims}
    say(server, "m", **{name: value for name, value in facts.items() if value is not None})


def go(client: Client, provider: str = "microsoft", sub: str = "m", ask: str = "") -> Any:
    """To the provider and back; the last answer."""
    start = client.get(f"/connexion/par/{provider}{ask}")
    assert start.status_code == 302, start.content.decode()[-2000:]
    there = start["Location"]
    for part in ("code_challenge_method=S256", "nonce=", "state=", "response_type=code"):
        assert part in there
    back = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=10)
    parts = urlsplit(back.headers["Location"])
    assert parts.path == f"/connexion/par/{provider}/retour"
    return client.get(f"{parts.path}?{parts.query}")


def is_in(client: Client) -> bool:
    """Whether the home opens."""
    return client.get("/").status_code == 200


def linked(user: User, uid: str = f"{TID}:{OID}", *, invited: bool = False) -> None:
    """An identity that was linked before."""
    SocialAccount.objects.create(
        user=user, provider="microsoft", uid=uid, extra_data={"invited": invited}
    )


@pytest.mark.covers("S-040", "S-045")
def test_a_person_of_a_registered_tenant_signs_in(
    server: str, providers: None, claire: User
) -> None:
    identities.register_tenant(system_act(), "Cabinet Martin", UUID(TID))
    linked(claire)
    microsoft(server)
    client = Client()
    assert "Se connecter avec Microsoft" in client.get("/connexion").content.decode()
    assert go(client, ask="?suite=/preferences")["Location"] == "/preferences"
    assert is_in(client)


@pytest.mark.covers("S-040")
def test_a_tenant_that_is_not_registered_is_refused(
    server: str, providers: None, claire: User
) -> None:
    linked(claire)
    linked(claire, f"{OTHER}:{OID}")
    identities.register_tenant(system_act(), "Cabinet Martin", UUID(TID))
    microsoft(server, tid=OTHER)
    client = Client()
    assert go(client).status_code == 422 and not is_in(client)
    with pytest.raises(NotFound):
        identities.register_tenant(system_act(), "Personne", UUID(TID))


@pytest.mark.covers("S-042")
def test_a_personal_account_enters_when_invited(server: str, providers: None, claire: User) -> None:
    microsoft(server, tid=PERSONAL)
    client = Client()
    assert go(client).status_code == 422 and not is_in(client)
    word = one_time_link(claire)
    page = client.get(f"/premier-acces/{word}").content.decode()
    assert f"/connexion/par/microsoft?lien={word}" in page
    assert go(client, ask=f"?lien={word}").status_code == 302 and is_in(client)
    assert Link.objects.get(user=claire).used_at is not None
    again = Client()
    assert go(again).status_code == 302 and is_in(again)
    assert Client().get(f"/connexion/par/microsoft?lien={word}").status_code == 404


def test_an_identity_is_never_found_by_its_e_mail(
    server: str, providers: None, claire: User
) -> None:
    User.objects.filter(pk=claire.pk).update(email="claire@martin.example")
    identities.register_tenant(system_act(), "Cabinet Martin", UUID(TID))
    facts = {"email": "claire@martin.example", "email_verified": True}
    microsoft(server, preferred_username="claire@martin.example", **facts)
    assert go(Client()).status_code == 422
    linked(claire)
    identities.register_tenant(system_act(), "Cabinet Martin", UUID(OTHER))
    microsoft(server, tid=OTHER, **facts)
    assert go(Client()).status_code == 422  # same person by name, another by tenant


FORGED: dict[str, tuple[str, dict[str, Any]]] = {
    "iss of another tenant": ("iss", {"iss": issuer(OTHER)}),
    "iss elsewhere": ("iss", {"iss": f"https://login.example/{TID}/v2.0"}),
    "iss template": ("iss", {"iss": "https://login.microsoftonline.com/{tenantid}/v2.0"}),
    "iss v1": ("iss", {"iss": f"https://sts.windows.net/{TID}/"}),
    "no tid": ("tid", {"tid": None}),
    "tid not a GUID": ("tid", {"tid": "martin.example", "iss": issuer("martin.example")}),
    "tid with a slash": ("tid", {"tid": f"{TID}/..", "iss": issuer(f"{TID}/..")}),
    "tid a list": ("tid", {"tid": [TID]}),
    "no oid": ("oid", {"oid": None}),
    "oid not a GUID": ("oid", {"oid": "claire@martin.example"}),
    "aud of another": ("InvalidAudienceError", {"aud": "another"}),
    "aud of several without azp": ("azp", {"aud": ["boucle", "another"]}),
    "azp of another": ("azp", {"azp": "another"}),
    "expired": ("ExpiredSignatureError", {"exp": int(time.time()) - 3600}),
    "exp not a number": ("DecodeError", {"exp": "demain"}),
    "issued tomorrow": ("ImmatureSignatureError", {"iat": int(time.time()) + 86_400}),
    "nonce of another": ("nonce", {"nonce": "another"}),
    "nonce empty": ("nonce", {"nonce": ""}),
    "nonce a list": ("nonce", {"nonce": []}),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_claim_is_refused(
    server: str, providers: None, claire: User, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    identities.register_tenant(system_act(), "Cabinet Martin", UUID(TID))
    linked(claire)
    reason, claims = FORGED[name]
    microsoft(server, **claims)
    client = Client()
    answer = go(client)
    assert answer.status_code == 422 and not is_in(client)
    assert f"sign-in by microsoft refused: {reason}" in caplog.messages
    assert "n’ouvre rien ici" in answer.content.decode()


def _forge(kind: str, token: str) -> str:
    """Another signature, or none, on the same claims."""
    head, claims = jwt.get_unverified_header(token), jwt.decode(
        token, options={"verify_signature": False}
    )  # fmt: skip
    kid = {"kid": head["kid"]} if head.get("kid") else {}
    if kind == "alg none":
        return jwt.encode(claims, key="", algorithm="none", headers=kid)
    if kind == "HS256 under the client’s secret":
        return jwt.encode(claims, key="secret" * 8, algorithm="HS256", headers=kid)
    if kind == "another key":
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return jwt.encode(claims, key=key, algorithm="RS256", headers=kid)
    if kind == "unknown kid":
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return jwt.encode(claims, key=key, algorithm="RS256", headers={"kid": "nulle part"})
    if kind == "claims changed":
        first, _, last = token.split(".")
        body = jwt.utils.base64url_encode(json.dumps({**claims, "oid": OID}).encode()).decode()
        return f"{first}.{body}.{last[:-4]}AAAA"
    return {"empty": "", "no token": "x.y.z", "signature cut": token.rpartition(".")[0] + "."}[kind]


@pytest.mark.parametrize(
    "kind",
    [
        "alg none", "HS256 under the client’s secret", "another key", "unknown kid",
        "claims changed", "empty", "no token", "signature cut",
    ],
)  # fmt: skip
def test_a_forged_signature_is_refused(
    server: str, providers: None, claire: User, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also though the token comes straight from the provider."""
    identities.register_tenant(system_act(), "Cabinet Martin", UUID(TID))
    linked(claire)
    microsoft(server)
    true_answer = oidc.StrictAdapter.get_access_token_data

    def tampered(self: Any, *args: Any, **kwargs: Any) -> Any:
        answer = true_answer(self, *args, **kwargs)
        return {**answer, "id_token": _forge(kind, answer["id_token"])}

    assert go(Client()).status_code == 302
    monkeypatch.setattr(oidc.StrictAdapter, "get_access_token_data", tampered)
    client = Client()
    assert go(client).status_code == 422 and not is_in(client)


def test_an_answer_serves_one_session_once(server: str, providers: None, claire: User) -> None:
    identities.register_tenant(system_act(), "Cabinet Martin", UUID(TID))
    linked(claire)
    microsoft(server)
    client, other = Client(), Client()
    there = client.get("/connexion/par/microsoft")["Location"]
    back = requests.post(there, data={"sub": "m"}, allow_redirects=False, timeout=10)
    parts = urlsplit(back.headers["Location"])
    address = f"{parts.path}?{parts.query}"
    assert other.get(address).status_code == 422 and not is_in(other)
    assert client.get(address).status_code == 302 and is_in(client)
    client.post("/deconnexion")
    assert client.get(address).status_code == 422 and not is_in(client)
    for query in ("", "?state=x&code=y", "?error=access_denied"):
        assert Client().get(f"/connexion/par/microsoft/retour{query}").status_code == 422


@pytest.mark.covers("S-045")
def test_any_other_provider(server: str, providers: None, claire: User) -> None:
    say(server, "jean", name="Jean")
    inside = Client()
    inside.post("/connexion", {"login": "claire", "password": WORD})
    done = go(inside, "maison", "jean", "?lier=1")
    assert done["Location"] == "/preferences/securite"
    page = inside.get("/preferences/securite").content.decode()
    assert "maison · Jean" in page
    client = Client()
    assert go(client, "maison", "jean").status_code == 302 and is_in(client)
    say(server, "jean", name="Jean", iss="https://autre.example")
    assert go(Client(), "maison", "jean").status_code == 422
    inside.post("/preferences/securite/delier", {"identity": SocialAccount.objects.get().pk})
    say(server, "jean", name="Jean")
    assert go(Client(), "maison", "jean").status_code == 422


def test_an_account_is_linked_to_one_person_only(
    server: str, providers: None, claire: User
) -> None:
    say(server, "jean", name="Jean")
    paul = create_user(
        login="paul", name="Paul", password=WORD,
        organisation_id=claire.memberships.get().organisation_id,
    )  # fmt: skip
    SocialAccount.objects.create(user=paul, provider="maison", uid="jean")
    client = Client()
    client.post("/connexion", {"login": "claire", "password": WORD})
    assert go(client, "maison", "jean", "?lier=1").status_code == 422
    assert not SocialAccount.objects.filter(user=claire).exists()


def test_discovery_of_another_issuer_or_a_provider_away(
    server: str, providers: None, settings: Any
) -> None:
    settings.IDENTITY_PROVIDERS[1]["issuer"] = "https://autre.example"
    assert Client().get("/connexion/par/maison").status_code == 422
    settings.IDENTITY_PROVIDERS[1].update(server="http://localhost:9", issuer="http://localhost:9")
    assert Client().get("/connexion/par/maison").status_code == 422
    assert Client().get("/connexion").status_code == 200
    assert Client().get("/connexion/par/inconnu").status_code == 404


def test_their_second_factor_counts_only_where_trusted(
    server: str, providers: None, claire: User, settings: Any
) -> None:
    settings.MFA_DEMANDED = True
    SocialAccount.objects.create(user=claire, provider="maison", uid="jean")
    say(server, "jean", name="Jean", amr=["pwd", "mfa"])
    client = Client()
    go(client, "maison", "jean")
    assert client.get("/")["Location"] == "/preferences/securite"
    settings.IDENTITY_PROVIDERS[1]["trusts_mfa"] = True
    client = Client()
    go(client, "maison", "jean")
    assert is_in(client)
    say(server, "jean", name="Jean", amr=["pwd"])
    client = Client()
    go(client, "maison", "jean")
    assert not is_in(client)
