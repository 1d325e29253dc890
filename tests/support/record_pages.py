"""Makes the recorded pages in tests/data/pages anew, from print to the files that tools write of it.

    $ python -m tests.support.record_pages            # writes into tests/data/pages
    $ python -m tests.support.record_pages FOLDER     # writes elsewhere, to compare

Needed are Debian's tesseract-ocr, tesseract-ocr-chi-sim and fonts-arphic-uming. A page is composed of the seed's
articles, set as PDF with an embedded font, drawn as an image, and read by Tesseract. `truth.json` says what is printed.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.support.places import ROOT
from tests.support.printed_pages import PrintedPage, print_page, to_pdf
from training.compose.stories import seed_stories

PAGES = ROOT / "tests/data/pages"
FONT = Path("/usr/share/fonts/truetype/arphic/uming.ttc")
#: Seed of the page, its columns, how many of the seed's stories it has, and what Tesseract writes of it.
RECORDED = {"four-columns": (3, 4, 4, ("hocr", "alto")), "five-columns": (8, 5, 4, ("hocr", "tsv"))}
#: The page whose PDF holds its font; the other's names STSong-Light, which weighs nothing.
EMBEDDED = "four-columns"
DOTS_PER_INCH = 300


def can_record() -> bool:
    """Whether this machine has what recording needs."""
    return FONT.exists() and shutil.which("tesseract") is not None


def recorded_page(name: str) -> PrintedPage:
    """A page as it is printed."""
    seed, columns, count, _ = RECORDED[name]
    stories = sorted(seed_stories(), key=lambda story: sum(map(len, story.paragraphs)))
    return print_page(stories[seed % 3 : seed % 3 + count], seed, columns=columns)


def record(folder: Path) -> None:
    """Write all recorded files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    truth = {}
    for name in RECORDED:
        page = recorded_page(name)
        printed = to_pdf([page], (str(FONT), 0))
        (folder / f"{name}.pdf").write_bytes(printed if name == EMBEDDED else to_pdf([page]))
        with tempfile.TemporaryDirectory() as scratch:
            for suffix, data in _read_with_tesseract(printed, Path(scratch), RECORDED[name][3]).items():
                # Without time and file name: the same data give the same file. hOCR is a tenth of its size so.
                (folder / f"{name}.{suffix}.gz").write_bytes(gzip.compress(data, mtime=0))
        truth[name] = [{"title": draft.title, "kicker": draft.kicker, "body": draft.body} for draft in page.articles]
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", "utf-8")


def _read_with_tesseract(pdf: bytes, scratch: Path, formats: Sequence[str]) -> dict[str, bytes]:
    """The first page of a PDF, drawn and read by Tesseract: suffix of a format -> the file."""
    import pypdfium2

    image, output = scratch / "page.png", scratch / "page"
    document = pypdfium2.PdfDocument(pdf)
    document[0].render(scale=DOTS_PER_INCH / 72).to_pil().convert("L").save(image, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    document.close()
    options = ["-l", "chi_sim", "--dpi", str(DOTS_PER_INCH)]
    subprocess.run(["tesseract", "page.png", "page", *options, *formats], check=True, capture_output=True, cwd=scratch)
    suffixes = {suffix: ".xml" if suffix == "alto" else f".{suffix}" for suffix in formats}
    return {suffix: output.with_suffix(written).read_bytes() for suffix, written in suffixes.items()}


if __name__ == "__main__":
    record(Path(sys.argv[1]) if len(sys.argv) > 1 else PAGES)
