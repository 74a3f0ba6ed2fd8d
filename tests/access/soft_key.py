"""A passkey in software: what a browser would answer to a challenge."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

UP, UV, AT = 0x01, 0x04, 0x40


class SoftKey:
    """One credential on one device."""

    def __init__(self, host: str = "localhost") -> None:
        self.host = host
        self.id = secrets.token_bytes(16)
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.user = b""
        self.count = 0

    def create(self, options: dict[str, Any], *, flags: int = UP | UV) -> str:
        """Register under these creation options."""
        asked = options["publicKey"]
        self.user = websafe_decode(asked["user"]["id"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self.private.public_key())))
        data = (
            self._data(flags | AT) + bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        )
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        return self._answer(clientDataJSON=client, attestationObject=attestation)

    def get(
        self, options: dict[str, Any], *, flags: int = UP | UV, origin: str | None = None
    ) -> str:
        """Sign the challenge."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"], origin)
        data = self._data(flags)
        signed = self.private.sign(
            data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(
            clientDataJSON=client, authenticatorData=data, signature=signed, userHandle=self.user
        )

    def _data(self, flags: int) -> bytes:
        self.count += 1
        place = hashlib.sha256(self.host.encode()).digest()
        return place + bytes([flags]) + struct.pack(">I", self.count)

    def _client(self, kind: str, challenge: str, origin: str | None = None) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": origin or f"https://{self.host}"}
        ).encode()

    def _answer(self, **parts: bytes) -> str:
        word = websafe_encode(self.id)
        return json.dumps(
            {
                "id": word, "rawId": word, "type": "public-key",
                "clientExtensionResults": {"credProps": {"rk": True}},
                "response": {name: websafe_encode(part) for name, part in parts.items()},
            }
        )  # fmt: skip
