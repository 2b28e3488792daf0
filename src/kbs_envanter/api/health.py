"""Whether the process lives (``/saglik/canli``) and whether it can serve (``/saglik/hazir``), for machines that watch.

What is wrong is named, not described: no address, version or message of the inside reaches a caller.
"""

import json
import shutil
from pathlib import Path

import psycopg
from psycopg_pool import PoolTimeout
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

LEAST_DISK = 200 * 1024 * 1024  # bytes; below it PostgreSQL may stop writing
_NO_STORE = {"Cache-Control": "no-store"}
_QUESTION = """
SELECT (SELECT version_num = %(head)s
               OR version_num > %(head)s AND obj_description('kbs.alembic_version'::regclass) <= %(head)s
          FROM kbs.alembic_version), postgis_lib_version() IS NOT NULL,
       EXISTS (SELECT FROM kbs.veri_surumu)"""


async def alive(request: Request) -> Response:
    """The process answers; nothing else is asked."""
    return _answer({"surec": True})


async def ready(request: Request) -> Response:
    """Database, schema, PostGIS, data and disk are there (200), or the one that is not is named (503)."""
    checks = {"veritabani": False, "sema": False, "postgis": False, "veri": False}
    try:
        async with request.app.state.pool.connection(timeout=2) as connection:
            row = await (await connection.execute(_QUESTION, {"head": request.app.state.schema_head})).fetchone()
            checks = {"veritabani": True, "sema": bool(row[0]), "postgis": row[1], "veri": row[2]}
    except (psycopg.Error, PoolTimeout):
        pass
    checks["disk"] = _free(request.app.state.settings.durum_dizini) >= LEAST_DISK
    return _answer(checks)


def _free(folder: Path) -> int:
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free


def _answer(checks: dict[str, bool]) -> Response:
    good = all(checks.values())
    body = {
        "durum": "iyi" if good else "sorunlu",
        "denetimler": {name: "iyi" if ok else "sorunlu" for name, ok in checks.items()},
    }
    return Response(json.dumps(body), 200 if good else 503, headers=_NO_STORE, media_type="application/json")


ROUTES = [Route("/saglik/canli", alive), Route("/saglik/hazir", ready)]
