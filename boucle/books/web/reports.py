"""Lists too long for one PDF: asked for, followed, fetched."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from boucle.books.commands.fec_job import REPORT
from boucle.books.commands.reports import ask_report, report_file
from boucle.books.commands.works import latest_works, stop_work, work_row
from boucle.books.web.request import BooksRequest


def report_new(request: BooksRequest, dossier: str) -> HttpResponse:
    """Have the list at the address `de` drawn (POST)."""
    job = ask_report(request.act, request.dossier, request.POST.get("de", "")[:2_000])
    return redirect("books:report-show", dossier=dossier, job=job)


def report_show(request: BooksRequest, dossier: str, job: UUID) -> HttpResponse:
    """How far it is, then the file; POST stops it."""
    if request.method == "POST":
        stop_work(request.act, request.dossier.id, job, REPORT)
        return redirect("books:report-show", dossier=dossier, job=job)
    row = work_row(request.act, request.dossier.id, job, REPORT)
    others = [one for one in latest_works(request.act, request.dossier.id, REPORT) if one != row]
    address, query = (
        str(row.arguments["path"]),
        QueryDict(str(row.arguments["query"]), mutable=True),
    )
    asked = f"{address}?{query.urlencode()}"
    query.pop("format", None)
    back = f"{address}?{query.urlencode()}"
    context = {
        "job": row, "result": row.result or {}, "others": others, "asked": asked, "back": back,
        "megabytes": f"{(row.result or {}).get('bytes', 0) / 1e6:.1f}".replace(".", ","),
    }  # fmt: skip
    return render(request, "books/report_show.html", context)


def report_state(request: BooksRequest, dossier: str, job: UUID) -> HttpResponse:
    """The part of the page that asks again each second; at the end the page comes whole."""
    row = work_row(request.act, request.dossier.id, job, REPORT)
    answer = render(request, "books/_report_state.html", {"job": row})
    if row.is_ended:
        answer.headers["HX-Refresh"] = "true"
    return answer


def report_download(request: BooksRequest, dossier: str, job: UUID) -> HttpResponseBase:
    """The archive of the PDFs."""
    path = report_file(request.act, request.dossier.id, job)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
