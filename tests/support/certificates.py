"""Certificates that a server of the tests shows: its own authority's, with a name and a time of their own.

certificate(tmp_path, name="localhost", days=("20200101000000Z", "20200201000000Z"))   # expired
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

#: A year that is over, and one that is long; as `openssl ca` writes them.
OVER, LONG = ("20200101000000Z", "20200201000000Z"), ("20200101000000Z", "20990101000000Z")


@dataclass(frozen=True)
class Certificate:
    """PEM files: the certificate, which is its own authority, and its key."""

    file: Path
    key: Path


def certificate(folder: Path, *, name: str, days: tuple[str, str] = LONG) -> Certificate:
    """A certificate of a DNS name, signed by itself, valid between two moments."""
    folder.mkdir()
    made = Certificate(folder / "server.crt", folder / "server.key")
    (folder / "index.txt").touch()
    (folder / "ca.cnf").write_text(
        f"[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/index.txt\nnew_certs_dir={folder}\nrand_serial=yes\n"
        "default_md=sha256\npolicy=p\nx509_extensions=e\n[p]\ncommonName=supplied\n"
        f"[e]\nsubjectAltName=DNS:{name}\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature,keyCertSign\n"
        "subjectKeyIdentifier=hash\n",
        "utf-8",
    )
    request = folder / "server.csr"
    _openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", made.key, "-out", request)
    _openssl(
        *("ca", "-batch", "-selfsign", "-notext", "-config", folder / "ca.cnf", "-keyfile", made.key),
        *("-in", request, "-out", made.file, "-startdate", days[0], "-enddate", days[1]),
    )
    return made


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
