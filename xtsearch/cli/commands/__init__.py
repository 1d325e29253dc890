"""The commands, a module for each: its `command` parses, calls one method of the library, and renders.

A `command` that is a Typer has commands of its own. Imports that take long stand inside the functions that need them,
as `xtsearch --help` imports every module here.
"""
