"""The kinds of page files: bytes in, a `LoadedText` out. `pages.load.FORMATS` is the table of them.

pdf.py        PDF, in a process of its own (pdf_process.py)
ocr_*.py      what OCR programs write, with boxes: JSON (parsed_json.py: of document parsers), Tesseract's TSV
              (words.py), hOCR, ALTO
geometry.py   boxes of either (boxes.py), set straight (skew.py) -> lines of columns (runs.py) -> blocks (blocks.py) ->
              order (reading_order.py)
plain.py      text as any tool writes it: gutters.py (columns side by side), spaces.py (spaces between Han characters),
              row_order.py (columns read across)
html.py       web pages: html_document.py (elements), epaper.py (what an e-paper's say), main_text.py (any other page)
markdown.py   Markdown of document parsers and crawlers (markdown_inline.py: within a line)
tools.py      the name of the tool that made a file
"""
