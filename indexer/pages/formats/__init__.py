"""The kinds of page files: bytes in, a `LoadedText` out. `pages.load.FORMATS` is the table of them.

plain.py      text as any tool writes it: spaces.py (spaces between Han characters)
"""
