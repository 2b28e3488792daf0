"""Does a piece of work in a process of its own and kills itself, or the database, at the n-th thing it asks.

``python -m tests.faults.dying WORK URL FOLDER AT [VICTIM]``; without a victim it only counts, and prints the number.
"""

import os
import signal
import sys
from pathlib import Path

import psycopg

from kbs_envanter.domain.permissions import Role, Who
from kbs_envanter.pipeline.importing import ImportOptions, apply_preview, make_preview, read_file, suggest
from kbs_envanter.pipeline.prepare import prepare, refresh
from kbs_envanter.store.database import engine
from tests.support import offline_settings

ROWS = "Ad;Mahalle\n" + "".join(f"Deneme Parkı {n};Atakent\n" for n in range(40))


def load(url: str, folder: Path) -> None:
    for _ in prepare(url, offline_settings(url, folder)):
        pass


def geocode(url: str, folder: Path) -> None:
    """Every position anew: they are taken away first."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE kbs.varlik SET konum = NULL, kesinlik = 'yok', belirsizlik_m = NULL, konum_kaynagi = NULL"
        )
        connection.execute("DELETE FROM kbs.konum_adayi")
    for _ in refresh(url, offline_settings(url, folder)):
        pass


def take_in(url: str, folder: Path) -> None:
    """A department's file, as one change."""
    sheet = read_file(ROWS.encode(), "parklar.csv")
    who = Who("plan", Role.PLANLAMA)
    with engine(url).begin() as connection:
        made = make_preview(connection, who, sheet, ImportOptions(suggest(sheet), "park"), ilce_kodu=1823)
        apply_preview(connection, who, made, ilce_kodu=1823, dosya="parklar.csv", neden="deneme", mode="hepsi")


WORKS = {"load": load, "geocode": geocode, "import": take_in}


def main() -> None:
    work, url, folder, at, *victim = sys.argv[1:]
    asked = 0

    def counted(method):
        def asking(*arguments, **more):
            nonlocal asked
            asked += 1
            if victim and asked == int(at):
                os.kill(int(victim[0]) or os.getpid(), signal.SIGKILL)
            return method(*arguments, **more)

        return asking

    for owner, names in ((psycopg.Cursor, ("execute", "executemany")), (psycopg.Connection, ("commit",))):
        for name in names:
            setattr(owner, name, counted(getattr(owner, name)))
    WORKS[work](url, Path(folder))
    print(asked)


if __name__ == "__main__":
    main()
