"""The visit as an XForm of the OpenRosa kind, which Enketo reads: a group per domain, shown as a page."""

from __future__ import annotations

from lxml import etree

from bench.race.visit_texts import CHILD_WORDS_LABEL, EVIDENCE_LABEL, DomainTexts, ItemTexts

XHTML = "http://www.w3.org/1999/xhtml"
XFORMS = "http://www.w3.org/2002/xforms"
OPENROSA = "http://openrosa.org/xforms"
NAMESPACES = {None: XFORMS, "h": XHTML, "orx": OPENROSA}


def xform(domains: list[DomainTexts]) -> bytes:
    """The form's definition as XML: model, instance, binds and body."""
    root = etree.Element(f"{{{XHTML}}}html", nsmap=NAMESPACES)
    head = etree.SubElement(root, f"{{{XHTML}}}head")
    etree.SubElement(head, f"{{{XHTML}}}title").text = "Grade"
    model = etree.SubElement(head, f"{{{XFORMS}}}model")
    data = etree.SubElement(etree.SubElement(model, f"{{{XFORMS}}}instance"), f"{{{XFORMS}}}data", id="grade")
    body = etree.SubElement(root, f"{{{XHTML}}}body", attrib={"class": "pages"})
    for domain in domains:
        answers = etree.SubElement(data, f"{{{XFORMS}}}{domain.key}")
        group = etree.SubElement(body, f"{{{XFORMS}}}group", ref=f"/data/{domain.key}", appearance="field-list")
        _label(group, domain.title)
        for item in domain.items:
            _add_item(model, answers, group, f"/data/{domain.key}/{item.key}", item)
    meta = etree.SubElement(data, f"{{{OPENROSA}}}meta")
    etree.SubElement(meta, f"{{{OPENROSA}}}instanceID")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _add_item(
    model: etree._Element, answers: etree._Element, group: etree._Element, path: str, item: ItemTexts
) -> None:
    of_concern = " or ".join(f"{path} = '{value}'" for value in item.asks_evidence)
    evidence, words = f"{path}_evidence", f"{path}_words"
    for suffix in ("", "_evidence", "_words"):
        etree.SubElement(answers, f"{{{XFORMS}}}{item.key}{suffix}")
    _bind(model, path, {"type": "select1", "required": "true()"})
    _bind(model, evidence, {"type": "string", "required": "true()", "relevant": of_concern})
    _bind(model, words, {"type": "string", "relevant": of_concern})
    choice = etree.SubElement(group, f"{{{XFORMS}}}select1", ref=path)
    _label(choice, item.title)
    etree.SubElement(choice, f"{{{XFORMS}}}hint").text = item.look_for
    for value, text in item.choices:
        one = etree.SubElement(choice, f"{{{XFORMS}}}item")
        _label(one, text)
        etree.SubElement(one, f"{{{XFORMS}}}value").text = value
    for at, label in ((evidence, EVIDENCE_LABEL), (words, CHILD_WORDS_LABEL)):
        _label(etree.SubElement(group, f"{{{XFORMS}}}input", ref=at, appearance="multiline"), label)


def _bind(model: etree._Element, path: str, rules: dict[str, str]) -> None:
    etree.SubElement(model, f"{{{XFORMS}}}bind", attrib={"nodeset": path, **rules})


def _label(of: etree._Element, text: str) -> None:
    etree.SubElement(of, f"{{{XFORMS}}}label").text = text
