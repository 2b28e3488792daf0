"""Pure rules: no file, no socket, no clock. Everything here is typed and testable by itself."""
