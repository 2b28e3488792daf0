"""How fast the API answers, beside tipg and pygeoapi in the same run on the same PostGIS with the same rows.

One command, from the checkout: ``.venv/bin/python -m bench.api`` (4 rounds of 5 s, about a quarter of an hour);
``--quick`` is one round of 2 s; ``--assets 5000`` is less data. It needs ``wrk`` and installs the other two programs
in ``.kbs/bench-venv``. Everything it starts it stops, also on Ctrl-C.

How to read the table
---------------------
- A row is a question, asked with many different boxes, codes or parcels in turn. Before anything is timed, all
  programs answer a sample of it; the answers must hold the same ids (tiles: as many features inside the tile).
  ``yok``: the program has no such answer (404 or 400). ``FARKLI``: it answered otherwise than tipg; it is not timed,
  the difference is printed and the exit code is 1.
- Numbers are requests a second, the median of the rounds; W7 is seconds for the whole collection. Rounds are
  interleaved (every program once, then all again), so that a busy machine slows all alike. Trust the ratios, not the
  absolute numbers; differences under some 20 % mean nothing.
- ``biz/tipg`` is the promise, beside the least it must be and the goal. ``pgbench`` is the ceiling: the very SQL that
  the service sent for these questions, taken from PostgreSQL's log, with its values, straight through pgbench with
  4 clients. ``biz/pgbench`` is thus what HTTP and Python leave of what the database can do. It may pass 1 where the
  service answers without asking the database.
- ``biz`` keeps no answers in memory, so that every question reaches the database; ``biz+`` is the service as it is
  by default, with 32 MB of kept answers a process. The questions of a row come again and again, so ``biz+`` shows what
  a kept answer costs, not what a new question does; no ratio is made of it.
- W304 asks W1 with ``If-None-Match``; only the service answers 304.

What is compared
----------------
Each program has 2 worker processes; wrk has 2 threads and 16 connections; nobody compresses. The service runs as
``kbs-envanter calistir`` would run it. tipg and pygeoapi cannot read the service's view at a fair speed (it gathers
five tables), so they get what an administrator would give them: tables of their own in a schema ``bench`` with the
same columns, a primary key ``kod``, a spatial index and an index for each filter that is asked (``systems.py``).
pygeoapi runs under gunicorn with 4 threads a worker; its tiles are left out, for its provider transforms every row of
the table for each tile. Tile addresses differ: the service has row before column, as the standard, tipg column before
row. tipg's tiles hold all columns, which is its default, the service's a few. In W7 nobody's pages are parsed; a
program that has no stream of everything is asked page by page, which the line below the table says.
"""
