"""Features as files: GeoJSON, GeoJSON-Seq, CSV, KML, XLSX, FlatGeobuf, GeoPackage, GeoParquet, Shapefile.

Text formats are written by PostgreSQL itself and pass through as they come. The other formats need their whole
file before the first byte is right; a child process writes it from the same stream, so that the service's own
memory does not grow and a client that leaves ends the work by ending the child.
"""
