"""The tables of a year's report: from its text or PDF, or from a folder that ``rapor oku`` wrote."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.pipeline import reading
from kbs_envanter.pipeline.event_tables import read_events
from kbs_envanter.pipeline.inputs import InputRefused, read_table
from kbs_envanter.pipeline.scratch import scratch_folder
from kbs_envanter.pipeline.tables import ASSET_FILES, known_mahalle, lines_in_order
from kbs_envanter.pipeline.yearly_types import YearTables
from kbs_envanter.report import indicators
from kbs_envanter.report.text import read_report


@contextmanager
def year_tables(path: Path, year: int, names: NeighbourhoodNames, data: Path) -> Iterator[YearTables]:
    """The checked tables of a report, for as long as the block runs.

    Args:
        path: the report's text (UTF-8) or PDF, or a folder of its tables.
        year: what the report must be about.
        names: the district's neighbourhoods.
        data: the committed facts, where corrections of a year may lie.

    Raises:
        UserError: when it is about another year, cannot be read or a table is faulty.
    """
    if path.is_dir():
        yield read_year(path, year, names)
        return
    said = indicators.report_year(read_report(path))
    if said != str(year):
        raise UserError(
            f"{path}: rapor {said or 'bilinmeyen bir'} yılını anlatıyor, --yil {year} istendi; yılı ya da dosyayı "
            f"düzeltin / the report is about {said or 'an unknown year'}, not {year}; correct the year or the file"
        )
    read = reading.read_tables(path, names, data)
    with scratch_folder() as folder:
        reading.write_tables(read, folder)
        yield read_year(folder, year, names)


def read_year(folder: Path, year: int, names: NeighbourhoodNames) -> YearTables:
    """The tables of a folder, checked as a whole.

    Raises:
        InputRefused: with every fault of every table.
    """
    assets: dict[str, list[Any]] = {}
    problems = []
    for name, (_, model, _) in ASSET_FILES.items():
        try:
            assets[name] = read_table(folder / name, model, [lines_in_order, known_mahalle(names)])
        except InputRefused as refused:
            problems += refused.problems
    try:
        events = read_events(folder, names)
    except InputRefused as refused:
        problems += refused.problems
    if problems:
        raise InputRefused(problems)
    return YearTables(year, folder, assets, events)
