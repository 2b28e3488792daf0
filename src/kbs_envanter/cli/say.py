"""What the commands say to a person: on the error stream, so that answers on the output can be piped."""

from rich.console import Console

say = Console(stderr=True, highlight=False, soft_wrap=True).print
