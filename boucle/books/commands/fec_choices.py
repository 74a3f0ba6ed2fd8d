"""What a person decides between the dry run of an import and the import: kept with the work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from boucle.access import public as access
from boucle.books.commands.fec_import import codes_in_use
from boucle.books.commands.fec_job import PLAN
from boucle.books.commands.fec_queue import queue_plan
from boucle.books.rules.fec_mapping import mapping_findings
from boucle.books.rules.stated_balance import Stated
from boucle.books.types_import import ImportOptions
from boucle.books.types_mapping import ImportMapping
from boucle.kernel.act import Act
from boucle.kernel.errors import Conflict, Finding, Refused
from boucle.kernel.jobs import JobRow
from boucle.kernel.models import Job


def keep_mapping(act: Act, dossier_id: int, plan: JobRow, mapping: ImportMapping) -> UUID:
    """Keep the mapping with the dry run; its number, or that of a new one where a code goes
    elsewhere than it did (what the books hold already is counted again).

    Raises Refused for choices that would alter a file, Conflict without a dry run that ended.
    """
    files = _files(plan)
    journals = codes_in_use(act, dossier_id)
    findings: list[Finding] = []
    for file in files:
        summary = file["report"]["summary"]
        codes = [journal["code"] for journal in summary["journals"]]
        findings += mapping_findings(
            mapping, codes=codes, journals=journals, drafts=summary["drafts"]
        )
    if findings:
        raise Refused(list(dict.fromkeys(findings)))
    before = ImportOptions.of(plan.arguments["options"])
    arguments = dict(plan.arguments) | {
        "options": before.as_dict() | {"mapping": mapping.as_dict()}
    }
    if before.mapping.matches == mapping.matches:
        _write(act, dossier_id, plan, arguments)
        return plan.id
    kept = {name: arguments[name] for name in ("folder", "files")}
    options = ImportOptions.of(arguments["options"])
    created = bool(arguments.get("created"))
    return queue_plan(act, dossier_id, kept, options, created=created)


def keep_balance(act: Act, dossier_id: int, plan: JobRow, digest: str, stated: Stated) -> None:
    """Keep what somebody says the balance of a file should be, to be compared with it."""
    if digest not in {file["digest"] for file in _files(plan)}:
        raise Conflict
    balances = dict(plan.arguments.get("balances") or {}) | {digest: stated.as_dict()}
    _write(act, dossier_id, plan, dict(plan.arguments) | {"balances": balances})


def _files(plan: JobRow) -> list[dict[str, Any]]:
    if plan.kind != PLAN or plan.state != "done":
        raise Conflict
    files: list[dict[str, Any]] = (plan.result or {}).get("files", [])
    return files


def _write(act: Act, dossier_id: int, plan: JobRow, arguments: dict[str, Any]) -> None:
    with access.write(act, dossier_id, "books.validate"):
        Job.objects.filter(dossier_id=dossier_id, id=plan.id).update(arguments=arguments)
