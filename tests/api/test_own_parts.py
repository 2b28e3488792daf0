"""Whatever is asked of one district, or changed in it, plans and locks nothing of another one.

The server itself says what it planned (``auto_explain``), statements inside triggers and policies too. A plan that names
another district's part was made without knowing the district: a thousand districts would be locked by it.
"""

import re
from pathlib import Path

import httpx
import psycopg
import pytest

from bench.load.__main__ import traffic_of
from bench.load.client import Answer
from kbs_envanter.api.collections import EVERY
from kbs_envanter.domain.permissions import Role
from kbs_envanter.store.database import create_database
from tests.api.test_permissions import NEEDED, ask
from tests.api.test_two_districts import PAGES
from tests.roles import asked_as

OTHERS = (9951, 9952, 9953)
_OTHER_PART = re.compile(r"\w+_995[123]\w*")
_ENTRY = re.compile(r"\n(?=\d{4}-\d\d-\d\d [\d:.]+ )")
_TOLD = ("session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 0",
         "auto_explain.log_nested_statements = on", "plan_cache_mode = force_custom_plan")  # fmt: skip
READERS = (None, Role.PLANLAMA, Role.EMLAK, Role.YONETICI)


@pytest.fixture
def explained(cluster, loaded):
    """A database beside three other districts, and the file in which its server explains itself."""
    create_database(cluster.url("postgres"), "aciklanan", template=loaded)
    url = cluster.url("aciklanan")
    with psycopg.connect(url, autocommit=True) as connection:
        for code in OTHERS:
            connection.execute("INSERT INTO kbs.ilce (ilce_kodu, ad) VALUES (%s, 'Öbür')", [code])
        for setting in _TOLD:
            connection.execute(f"ALTER DATABASE aciklanan SET {setting}")
        (home,) = connection.execute("SHOW data_directory").fetchone()
    yield url, Path(home) / "sunucu.log"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE aciklanan WITH (FORCE)")


def test_no_statement_of_a_district_carries_another_ones_part(explained, tmp_path):
    url, log = explained
    traffic = traffic_of(url)
    begun = log.stat().st_size
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO kbs.abone (ilce_kodu, ad, adres, gizli, kim) VALUES (1823, 'x', 'http://127.0.0.1:9/', '', 'x')"
        )
    with asked_as(url, tmp_path) as asked:
        address = str(asked(None).base_url)
        for role in READERS:
            asked(role).headers["Connection"] = "close"
            asks = [*PAGES, *(f"/collections/{name}/items?limit=5" for name in EVERY)]
            assert [path for path in asks if asked(role).get(path).status_code >= 500] == []
        for line in NEEDED:
            if line != "POST /cikis" and " /tum" not in line:
                ask(asked(Role.YONETICI), line)
        changed = 0
        with httpx.Client(base_url=address) as client:
            for _ in range(300):
                wanted = traffic.next()
                answer = client.request(wanted.method, wanted.path, headers=dict(wanted.headers), content=wanted.body)
                assert answer.status_code < 500
                traffic.learn(wanted, Answer(answer.status_code, dict(answer.headers), answer.content))
                changed += wanted.method != "GET" and answer.is_success
        assert changed > 10
    entries = _ENTRY.split(log.read_bytes()[begun:].decode(errors="replace"))
    made = [entry for entry in entries if "plan:" in entry]
    assert len(made) > 2000 and any("INSERT INTO kbs.bildirim" in plan for plan in made)
    assert [plan[:2000] for plan in made if _OTHER_PART.search(plan)] == []
