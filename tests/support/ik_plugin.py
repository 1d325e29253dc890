"""A plugin that stands in for IK: `analysis-ik` with a tokenizer `ik_smart`, compiled by the JDK that runs the server.

    install(java, home)   # before the server starts; `home` is of this server alone
    remove(home)          # before it starts again

It cuts as the server's own tokenizer does. What a test learns by it is not how IK cuts, but what becomes of an index
whose plugin is there, and then is not.
"""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

from tests.support.elasticsearch_assembly import OLDEST_JAVA, VERSION, ElasticsearchMissingError

_NAME = "analysis-ik"
_SOURCE = """\
package tests.ik;

import java.util.Map;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

public class IkPlugin extends Plugin implements AnalysisPlugin {
    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of("ik_smart", (i, e, name, s) -> TokenizerFactory.newFactory(name, StandardTokenizer::new));
    }
}
"""
_DESCRIPTOR = f"""\
description=stands in for IK
version={VERSION}
name={_NAME}
classname=tests.ik.IkPlugin
java.version={OLDEST_JAVA}
elasticsearch.version={VERSION}
"""


def install(java: Path, home: Path) -> None:
    """Put the plugin into a server's folder.

    Raises: ElasticsearchMissingError where `java` is no JDK's, which has a compiler beside it.
    """
    compiler = java.with_name("javac")
    if not compiler.exists():
        raise ElasticsearchMissingError(f"no javac beside {java}, to compile a plugin: install a JDK")
    folder = home / "plugins" / _NAME
    classes = folder / "classes"
    classes.mkdir(parents=True)
    source = classes / "IkPlugin.java"
    source.write_text(_SOURCE, "utf-8")
    command = [str(compiler), "--release", str(OLDEST_JAVA), "-classpath", f"{home}/lib/*", "-d", str(classes)]
    compiled = subprocess.run([*command, str(source)], capture_output=True, text=True, check=False)
    assert compiled.returncode == 0, compiled.stderr
    with zipfile.ZipFile(folder / f"{_NAME}.jar", "w") as archive:
        for path in sorted(classes.rglob("*.class")):
            archive.write(path, path.relative_to(classes))
    shutil.rmtree(classes)
    (folder / "plugin-descriptor.properties").write_text(_DESCRIPTOR, "utf-8")
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)


def remove(home: Path) -> None:
    """Take it out again."""
    shutil.rmtree(home / "plugins" / _NAME)
