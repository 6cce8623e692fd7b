"""The rivals' pages as somebody would put them on a server: their own recommended builds, minified and compressed."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import brotli
from lxml import etree, html

from bench.bare import RACE_PAGES
from bench.race.enketo_form import xform
from bench.race.surveyjs_form import survey_json
from bench.race.visit_texts import visit_texts

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
ROOT_PACKAGES = HERE.parents[1] / "node_modules"
TRANSFORMER = PACKAGES / "enketo-transformer" / "dist" / "enketo-transformer"
PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Grade</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="{name}.css"><script src="{name}.js" defer></script></head>
<body>{body}<script type="application/json" id="{data_name}">{data}</script></body></html>"""
# Around Enketo's form its documentation asks for these.
ENKETO_FRAME = """<div class="main"><article class="paper"><header class="form-header"></header>
{form}
<section class="form-footer"><div class="form-footer__content">
<a href="#" class="btn btn-default previous-page disabled">Back</a>
<a href="#" class="btn btn-primary next-page disabled">Next</a></div></section></article></div>"""


class BuildError(Exception):
    """A sentence saying why a rival cannot be built."""


def build() -> None:
    """Writes every page and its files into RACE_PAGES, and .gz and .br beside them."""
    if not PACKAGES.is_dir():
        raise BuildError("The form libraries are missing: run make race.")
    shutil.rmtree(RACE_PAGES, ignore_errors=True)
    RACE_PAGES.mkdir(parents=True)
    build_surveyjs()
    build_enketo()
    for path in sorted(RACE_PAGES.iterdir()):
        data = path.read_bytes()
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(data, mtime=0))
        path.with_name(path.name + ".br").write_bytes(brotli.compress(data))


def versions() -> dict[str, str]:
    """What was raced against, by package."""
    return {
        name: json.loads((PACKAGES / name / "package.json").read_text(encoding="utf-8"))["version"]
        for name in ("survey-core", "survey-js-ui", "enketo-core")
    }


def build_surveyjs() -> None:
    """Its makers' own minified files, which compress better (289 kB) than a bundle made of their modules (301 kB)."""
    library = [PACKAGES / "survey-core" / "survey.core.min.js", PACKAGES / "survey-js-ui" / "survey-js-ui.min.js"]
    ours = run("esbuild", str(HERE / "surveyjs_page.js"), "--minify", "--format=iife")
    script = "\n;".join([*(path.read_text(encoding="utf-8") for path in library), ours])
    write("surveyjs.js", re.sub(r"(?m)^//# sourceMappingURL=.*$", "", script))
    style = (PACKAGES / "survey-core" / "survey-core.fontless.min.css").read_text(encoding="utf-8")
    write("surveyjs.css", re.sub(r"/\*# sourceMappingURL=.*?\*/", "", style))
    definition = survey_json(visit_texts())
    write_page("surveyjs", '<div id="survey"></div>', "definition", definition)


def build_enketo() -> None:
    """Bundled with only the widgets and the styles that this form uses."""
    widgets = f"--alias:enketo/widgets={HERE / 'enketo_widgets.js'}"
    options = ("--bundle", "--minify", "--format=iife", "--legal-comments=none", widgets)
    write("enketo.js", run("esbuild", str(HERE / "enketo_page.js"), *options))
    sass = (str(HERE / "enketo.scss"), "--style=compressed", "--no-source-map", "--quiet")
    write("enketo.css", run("sass", *sass, f"--load-path={PACKAGES / 'enketo-core' / 'src' / 'sass'}"))
    form, model = transformed(xform(visit_texts()))
    write_page("enketo", ENKETO_FRAME.format(form=form), "model", model)


def transformed(definition: bytes) -> tuple[str, str]:
    """(the form as HTML, the model as XML): the transformer's own two stylesheets, by lxml.

    Its package would call the same libxslt through a package that needs a compiler. What it does besides, with media,
    languages, markdown and actions, has nothing to do in this form.
    """
    source = etree.fromstring(definition)
    root = etree.XSLT(stylesheet("openrosa2html5form"))(source).getroot()
    # As in the transformer: one document holds the form, another the model.
    form = next(element for element in root.iter() if etree.QName(element).localname == "form")
    for element in form.xpath("//*[@data-appearances]"):
        kept = [word for word in element.get("class").split() if word != "or-appearances-placeholder"]
        wanted = [f"or-appearance-{word}" for word in element.attrib.pop("data-appearances").split()]
        element.set("class", " ".join([*kept, *wanted]))
    etree.cleanup_namespaces(form)
    model = etree.XSLT(stylesheet("openrosa2xmlmodel"))(source).getroot()[0]
    return html.tostring(form, encoding="unicode"), etree.tostring(model, encoding="unicode")


def stylesheet(name: str) -> etree._ElementTree:
    path = TRANSFORMER / "xsl" / f"{name}.xsl.js"
    read = f"import text from {json.dumps(path.as_uri())}; process.stdout.write(text);"
    text = ran([node(), "--input-type=module", "--eval", read])
    return etree.ElementTree(etree.fromstring(text.encode()))


def write_page(name: str, body: str, data_name: str, data: object) -> None:
    as_json = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    write(f"{name}.html", PAGE.format(name=name, body=body, data_name=data_name, data=as_json))


def write(name: str, text: str) -> None:
    (RACE_PAGES / name).write_text(text, encoding="utf-8")


def run(tool: str, *arguments: str) -> str:
    program = {"esbuild": PACKAGES / "esbuild" / "bin" / "esbuild", "sass": ROOT_PACKAGES / "sass" / "sass.js"}[tool]
    return ran([node(), str(program), *arguments])


def node() -> str:
    found = shutil.which("node")
    if found is None:
        raise BuildError("node is missing; make setup installs it where the system has none.")
    return found


def ran(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BuildError(done.stderr.strip()[-1000:])
    return done.stdout.lstrip("\ufeff")
