"""How long reading a whole report takes and how much memory, against reading and splitting its text.

One command: ``python -m bench.bench_report [REPORT.txt]``. Without a report it makes one up of 30,000 lines.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from kbs_envanter.pipeline.reading import read_tables
from kbs_envanter.pipeline.tables import known_names
from kbs_envanter.settings import Settings

HEAD = "TABLO 3:  iLÇEMiZDEKi SPOR TESiSLERi\nCinsi Mevkii Ada Parsel Alan Mülkiyet Durumu\n\n"
ROW = "{n}. Spor Salonu Atakent Mahallesi {n} 6 1.872,89 Küçükçekmece Belediyesi\n\n"


def main() -> None:
    """Read once, as a user does, and print seconds, memory and the ratio."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else made_up(Path(scratch))
        data = Settings().veri_dizini
        names = known_names(data)
        begun = time.perf_counter()
        plain = path.read_text(encoding="utf-8").split()
        reference = time.perf_counter() - begun
        begun = time.perf_counter()
        read_tables(path, names, data)
        taken = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"report of {len(plain):,} words: {taken:.1f} s, {memory} MB; "
        f"plain split: {reference:.3f} s; ratio {taken / reference:.0f}"
    )


def made_up(folder: Path) -> Path:
    """A report of 30,000 lines with 100 facilities and much prose."""
    prose = "Parkların bakımı bu yıl da sürdürüldü.\n" * 29_700
    path = folder / "rapor.txt"
    path.write_text(HEAD + "".join(ROW.format(n=n) for n in range(1, 101)) + "\n" + prose, encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
