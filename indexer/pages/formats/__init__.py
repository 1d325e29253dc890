"""The kinds of page files: bytes in, a `LoadedText` out. `pages.load.FORMATS` is the table of them.

plain.py      text as any tool writes it: gutters.py (columns side by side), spaces.py (spaces between Han characters),
              row_order.py (columns read across)
"""
