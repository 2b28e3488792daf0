"""A collection as a file, in pieces."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

from psycopg_pool import AsyncConnectionPool

from kbs_envanter.pipeline.formats import text
from kbs_envanter.pipeline.formats.building import built, pieces
from kbs_envanter.pipeline.formats.catalogue import FORMATS
from kbs_envanter.pipeline.formats.copying import copied
from kbs_envanter.pipeline.formats.source import PLAIN_CSV, CsvStyle, Source

_SECONDS = 900
_log = logging.getLogger(__name__)


async def export(
    pool: AsyncConnectionPool, source: Source, key: str, *, csv_style: CsvStyle = PLAIN_CSV, seconds: int = _SECONDS
) -> AsyncGenerator[bytes]:
    """Write the features of ``source`` in the format ``key`` of the catalogue.

    Memory does not grow with the number of features. Closing the iterator cancels the query and ends the child
    process. The connection is given back when the last row is read: for formats that are built, before the first
    piece.

    Raises:
        TooManyRows: the format cannot hold them; before the first piece.
        WriterFailed, psycopg.Error: the export failed. When pieces were handed out before, the last one is a line
            that no reader of the format takes for whole, and whoever sends them must break off.
    """
    if FORMATS[key].built:
        async with pool.connection() as connection:
            file = await built(connection, source, key, seconds=seconds)
        async with aclosing(pieces(file)) as content:
            async for piece in content:
                yield piece
        return
    stream = _stream(source, key, csv_style)
    begun = False
    async with pool.connection() as connection:
        try:
            async with aclosing(copied(connection, stream.statement, source.parameters, seconds=seconds)) as rows:
                async for piece in rows:
                    yield piece if begun else stream.head + piece[stream.skip :]
                    begun = True
        except Exception:
            if begun:
                _log.exception("export of %s as %s broke off", source.name, key)
                yield stream.broken
            raise
    yield stream.tail if begun else stream.head + stream.tail


def _stream(source: Source, key: str, csv_style: CsvStyle) -> text.Stream:
    if key == "csv":
        return text.csv(source, csv_style)
    return {"geojson": text.geojson, "geojsonseq": text.geojson_sequence, "kml": text.kml}[key](source)
