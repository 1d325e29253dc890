"""One module a command: its `command` parses, calls one function, renders; a Typer where it has commands of its own.

What is heavy is imported inside the function: `xtsearch --help` imports every module here.
"""
