"""Makes the recorded pages in tests/data/pages anew, from print to the files that tools write of it.

    $ python -m tests.support.record_pages            # writes into tests/data/pages
    $ python -m tests.support.record_pages FOLDER     # writes elsewhere, to compare

Needed are Debian's tesseract-ocr, tesseract-ocr-chi-sim and fonts-arphic-uming. A page is composed of the seed's
articles, set as PDF with an embedded font, drawn as an image, and read by Tesseract. `truth.json` says what is printed.
"""

from __future__ import annotations

import gzip
import io
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.support.places import ROOT
from tests.support.printed_pages import PrintedPage, kept, print_page, to_pdf
from training.compose.stories import seed_stories
from xtsearch.indexer.pages.load import LoadedPage, load_page

PAGES = ROOT / "tests/data/pages"
FONT = Path("/usr/share/fonts/truetype/arphic/uming.ttc")
#: Seed of the page, its columns, how many of the seed's stories it has, and what Tesseract writes of it.
RECORDED = {"four-columns": (3, 4, 4, ("hocr", "alto")), "five-columns": (8, 5, 4, ("hocr", "tsv"))}
#: The page and the suffix of every recorded file.
FILES = [(name, suffix) for name, (*_, suffixes) in RECORDED.items() for suffix in ("pdf", *suffixes)]
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


def load_recorded(folder: Path, name: str, suffix: str) -> LoadedPage:
    """A recorded page, as any other file is loaded."""
    if suffix == "pdf":
        return load_page(io.BytesIO((folder / f"{name}.pdf").read_bytes()), "-")
    return load_page(io.BytesIO(gzip.decompress((folder / f"{name}.{suffix}.gz").read_bytes())), "-")


def poorly_read(folder: Path, name: str, suffix: str) -> list[str]:
    """The headlines of the articles whose bodies are not read whole and in one piece.

    Tesseract reads nine characters of ten. What it reads stands together, with at most a headline between.
    """
    truth = json.loads((folder / "truth.json").read_text("utf-8"))[name]
    text = load_recorded(folder, name, suffix).text
    poor = []
    for article in truth:
        share, spread = kept(text, article["body"])
        if share < (0.97 if suffix == "pdf" else 0.8) or spread > 1.25:
            poor.append(f"{article['title']}: {share:.2f} of it, over {spread:.2f} of its length")
    return poor


if __name__ == "__main__":
    record(Path(sys.argv[1]) if len(sys.argv) > 1 else PAGES)
