"""Report text in, rows of its tables with their source lines out; one module a table."""
