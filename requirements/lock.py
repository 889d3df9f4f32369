"""Writes base.txt, dev.txt and build.txt anew from pyproject.toml, with hashes and without any index address."""

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
OPTIONS = [
    "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host",
    "--strip-extras", "--allow-unsafe", "--no-header", "--quiet",
]  # fmt: skip


def main() -> None:
    """Lock all three, in an environment that is thrown away."""
    groups = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", *groups["lock"]], check=True)
        compile_ = [python, "-m", "piptools", "compile", *OPTIONS, *sys.argv[1:]]
        base = [*compile_, "--build-deps-for=editable", "-o", "requirements/base.txt", "pyproject.toml"]
        subprocess.run(base, cwd=HERE.parent, check=True)
        for name in ("dev", "build"):
            first = ["-c base.txt"] if name == "dev" else ["setuptools>=77"]
            (HERE / f"{name}.in").write_text("\n".join([*first, *groups[name]]) + "\n", "utf-8")
            subprocess.run([*compile_, "-o", f"{name}.txt", f"{name}.in"], cwd=HERE, check=True)


if __name__ == "__main__":
    main()
