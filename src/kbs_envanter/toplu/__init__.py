"""Nightly jobs over many districts on Apache Sedona: the extra ``toplu``, for those who have too many rows for one box.

PostGIS → GeoParquet → Spark → GeoParquet → PostGIS. The rules are ``domain``'s and ``pipeline``'s, called from Spark
with Arrow batches (``rules``); Spark brings rows together that belong together (``jobs``). Nobody imports this room but
the command line, and only when its command runs.
"""
