"""The REST API `/api/v1`: its parts put together, its description, its errors."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from boucle.access.rest import accounts  # noqa: F401 — it fills the router
from boucle.access.rest.routes import router as access_router
from boucle.books.rest import entries, reading, routine, setup  # noqa: F401 — they fill the router
from boucle.books.rest.router import router as books_router
from boucle.kernel.errors import BoucleError
from boucle.shell.rest import problems
from boucle.webhooks.rest.routes import router as webhooks_router

PROBLEM = "application/problem+json"
DESCRIPTION = (
    "Toutes les fonctions des livres, de la saisie et des droits. Clé : `Authorization: Bearer "
    "bcl_…`, créée dans Préférences ▸ Clés d’API. Montants en centimes entiers. Listes par page : "
    "`next` se redonne dans `apres`. Écritures : `Idempotency-Key` rend un appel répété sans effet."
)


class BoucleAPI(NinjaAPI):
    """Says of its errors what they are: `application/problem+json`."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """The description, the answers of refusals in their own media type."""
        document = super().get_openapi_schema(**options)
        for path in document["paths"].values():
            for one in path.values():
                for status, answer in one["responses"].items():
                    content = answer.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        answer["content"] = {PROBLEM: content["application/json"]}
        return document


api = BoucleAPI(
    title="Boucle",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    openapi_extra={
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "security": [{"key": []}],
    },
)
for router in (access_router, books_router, webhooks_router):
    api.add_router("", router)
api.add_exception_handler(BoucleError, problems.on_boucle_error)
api.add_exception_handler(ValidationError, problems.on_unreadable)
api.add_exception_handler(HttpError, problems.on_http_error)
api.add_exception_handler(Exception, problems.on_surprise)
