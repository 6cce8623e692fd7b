"""Builds static/vendor/ from the packages npm fetched, our own Sass and the grade page's modules: stylesheets, fonts,
scripts, compressed copies.

Nothing it writes is in git. It reads the one palette, gcp_tracker/charts/palette.json, so that stylesheets, charts and
pages share their colours.
"""

import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import brotli
from fontTools.ttLib.woff2 import decompress

ROOT = Path(__file__).resolve().parent
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
PACKAGES = ROOT / "node_modules"
PALETTE = ROOT / "gcp_tracker" / "charts" / "palette.json"

STYLESHEETS = ("app", "grade", "pack")
PLOTLY = PACKAGES / "plotly.js-basic-dist-min" / "plotly-basic.min.js"
# Plotly's own button sends the chart to its makers' cloud, and it is on unless told otherwise: a page that forgot to
# say no could send a child's grades out of the authority. So the defaults are turned off in what we serve.
PLOTLY_DEFAULTS_OFF = {
    r'(showSendToCloud:\{valType:"boolean",dflt:)!0': r"\1!1",
    r'(plotlyServerURL:\{valType:"string",dflt:)"[^"]*"': r'\1""',
    r'(topojsonURL:\{valType:"string",noBlank:!0,dflt:)"[^"]*"': r'\1"/"',
}
COPIES = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
    **{
        f"@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible-{subset}-{weight}-normal.woff2": (
            f"fonts/atkinson-{subset}-{weight}.woff2"
        )
        for subset in ("latin", "latin-ext")
        for weight in (400, 700)
    },
}
# The grade page has to work over a poor connection, where every file more is a wait more: its modules become one file.
BUNDLED = STATIC / "js" / "grade.js"
IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./([a-z-]+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
COMPRESSIBLE = {".css", ".js", ".svg", ".json", ".ico", ".txt"}


def main() -> int:
    """Builds everything. Returns 0, or 1 after saying in one sentence what is missing or broken."""
    try:
        VENDOR.mkdir(parents=True, exist_ok=True)
        copy_packages()
        unpack_fonts()
        write_plotly()
        write_plotly_css()
        write_tokens()
        compile_stylesheets()
        (VENDOR / BUNDLED.name).write_text(bundle(BUNDLED), encoding="utf-8")
        compress()
    except (BuildError, OSError) as broken:
        print(f"Static files were not built: {broken}", file=sys.stderr)
        return 1
    return 0


class BuildError(Exception):
    """A sentence saying why the static files cannot be built."""


def copy_packages() -> None:
    for source, target in COPIES.items():
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGES / source, VENDOR / target)


def unpack_fonts() -> None:
    """As what draws packs and pictures reads them: it knows no compressed fonts, or would unpack them each time."""
    for packed in sorted((VENDOR / "fonts").glob("*.woff2")):
        decompress(packed, packed.with_suffix(".ttf"))


def write_plotly() -> None:
    bundle = PLOTLY.read_text(encoding="utf-8")
    for outward, inward in PLOTLY_DEFAULTS_OFF.items():
        bundle, found = re.subn(outward, inward, bundle)
        if found != 1:
            raise BuildError(f"Plotly's default {outward} is not where it was; see PLOTLY_DEFAULTS_OFF.")
    (VENDOR / PLOTLY.name).write_text(bundle, encoding="utf-8")


def write_plotly_css() -> None:
    """Under our CSP Plotly may not add its own <style>, so the rules it would add become a stylesheet.

    The package ships no such file; the rules are one object in its bundle, with X and Y for the two selectors.
    """
    bundle = PLOTLY.read_text(encoding="utf-8")
    table = re.search(r"""\{("X,X div":(?:"[^"]*"|'[^']*'|[:,Y])*)\}""", bundle)
    if table is None:
        raise BuildError("Plotly's style rules are not where they were; see write_plotly_css in build_static.py.")
    rules = re.findall(r"""(Y|"[^"]+"):("[^"]*"|'[^']*')""", table[1])
    # Each rule would be inserted before the others, so the cascade runs from the last to the first.
    css = "".join(f"{plotly_selector(selector)}{{{body[1:-1]}}}\n" for selector, body in reversed(rules))
    (VENDOR / "plotly.css").write_text(css, encoding="utf-8")


def plotly_selector(shorthand: str) -> str:
    return shorthand.strip('"').replace("X", ".js-plotly-plot .plotly").replace("Y", ".plotly-notifier")


def write_tokens() -> None:
    """Writes the palette as Sass variables ($brand, $grade-best …) and a mixin of custom properties (--brand …)."""
    palette = json.loads(PALETTE.read_text(encoding="utf-8"))
    colours = {name: colour for name, colour in palette.items() if isinstance(colour, str)}
    for name, grade in palette["grades"].items():
        colours[f"grade-{name}"] = grade["fill"]
        colours[f"grade-{name}-ink"] = grade["ink"]
    variables = "".join(f"${name}: {colour};\n" for name, colour in colours.items())
    properties = "".join(f"    --{name}: {colour};\n" for name, colour in colours.items())
    text = f"{variables}\n@mixin custom-properties {{\n  :root {{\n{properties}  }}\n}}\n"
    (VENDOR / "_tokens.scss").write_text(text, encoding="utf-8")


def compile_stylesheets() -> None:
    node = shutil.which("node")
    if node is None:
        raise BuildError("node is missing; run make setup, which installs it where the system has none.")
    pairs = [f"{STATIC / 'css' / name}.scss:{VENDOR / name}.css" for name in STYLESHEETS]
    command = [node, str(PACKAGES / "sass" / "sass.js"), "--style=compressed", "--no-source-map", "--quiet-deps"]
    done = subprocess.run(
        [*command, f"--load-path={PACKAGES}", f"--load-path={VENDOR}", *pairs],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BuildError(done.stderr.strip())
    print(done.stderr, end="", file=sys.stderr)


def bundle(first: Path) -> str:
    """The module and all that it imports as one, each in a scope of its own, in the order in which they are needed.

    It knows the two forms that our modules use, `import { a, b } from "./c.js"` in one line and `export` before a
    declaration; BuildError for any other.
    """
    done: dict[Path, str] = {}

    def add(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        for _, name in IMPORT.findall(text):
            if path.with_name(f"{name}.js") not in done:
                add(path.with_name(f"{name}.js"))
        body = IMPORT.sub(lambda found: f"const {found[1]} = modules.{found[2].replace('-', '_')};", text)
        body = EXPORT.sub("", body)
        if left := re.search(r"^(?:import|export)\b.*", body, re.MULTILINE):
            raise BuildError(f"{path.name} has “{left[0]}”, which the bundle of the grade page does not know.")
        name = path.stem.replace("-", "_")
        done[path] = f"modules.{name} = (() => {{\n{body}\nreturn {{ {', '.join(EXPORT.findall(text))} }};\n}})();\n"

    add(first)
    return "const modules = {};\n" + "".join(done.values())


def compress() -> None:
    """Writes .gz and .br beside each file that gains by it, so that no request waits for compression."""
    for packed in [*STATIC.rglob("*.gz"), *STATIC.rglob("*.br")]:
        if not packed.with_suffix("").exists():
            packed.unlink()
    for source in sorted(STATIC.rglob("*")):
        if source.is_file() and source.suffix in COMPRESSIBLE:
            compress_file(source)


def compress_file(source: Path) -> None:
    for suffix in (".gz", ".br"):
        packed = source.with_name(source.name + suffix)
        if packed.exists() and packed.stat().st_mtime >= source.stat().st_mtime:
            continue
        data = source.read_bytes()
        packed.write_bytes(gzip.compress(data, mtime=0) if suffix == ".gz" else brotli.compress(data))


if __name__ == "__main__":
    sys.exit(main())
