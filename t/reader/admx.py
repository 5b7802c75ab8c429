#!/usr/bin/python3
"""admx.py FILE.admx FILE.adml - is the pair what the Group Policy editor takes?

Well-formed by expat, then judged by the rules that Microsoft publishes for the
two kinds of files ([MS-GPREG] 7.1 to 7.3 and the reference pages of each
element): which elements and attributes there are, their order and number, the
form of names, versions and references, the length of a string; and that every
reference has what it names. Only what a policy of fixed values can use is
known here: anything else is a complaint. Prints complaints, exit status 1."""

import re
import sys
import xml.etree.ElementTree as tree

SPACE = "{http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions}"

# Forms of attributes. A name has letters, digits and '_', of any script.
NAME = r"\w+"
REFERENCE = r"(\w+:)?\w+"
VERSION = r"[0-9]{1,4}\.[0-9]{1,5}"
STRING = r"\$\(string\.\w+\)"
ADDRESS = r"[^\s\\]+"
KEY = r"(?!HK(EY_|LM\b|CU\b))[^\\]+(\\[^\\]+)*"
VALUE_NAME = r".+"
CLASS = r"User|Machine|Both"
NUMBER = r"[0-9]{1,10}"
CULTURE = r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*"

MANY = None  # no upper bound


class Shape:
    """What an element holds: attributes (form, required), and either text of
    some length, a sequence of (element, shape, least, most), or one of them."""

    def __init__(self, attributes=None, sequence=(), one_of=(), text=0):
        self.attributes = attributes or {}
        self.sequence = sequence
        self.one_of = one_of
        self.text = text


NEEDS, MAY = True, False
TEXT = Shape(text=MANY)
REF = Shape({"ref": (REFERENCE, NEEDS)})
VALUE = Shape(one_of=(
    ("delete", Shape()),
    ("decimal", Shape({"value": (NUMBER, NEEDS)})),
    ("string", Shape(text=255)),
))
LIST = Shape({"defaultKey": (KEY, MAY)}, (
    ("item", Shape({"key": (KEY, MAY), "valueName": (VALUE_NAME, NEEDS)},
                   (("value", VALUE, 1, 1),)), 1, MANY),
))
DESCRIBED = {"name": (NAME, NEEDS), "displayName": (STRING, NEEDS),
             "explainText": (STRING, MAY)}
POLICY = Shape(
    {**DESCRIBED, "class": (CLASS, NEEDS), "key": (KEY, NEEDS),
     "valueName": (VALUE_NAME, MAY)},
    (("parentCategory", REF, 0, 1), ("supportedOn", REF, 1, 1),
     ("enabledValue", VALUE, 0, 1), ("disabledValue", VALUE, 0, 1),
     ("enabledList", LIST, 0, 1), ("disabledList", LIST, 0, 1)))
NAMESPACE = Shape({"prefix": (NAME, NEEDS), "namespace": (ADDRESS, NEEDS)})
VERSIONS = {"revision": (VERSION, NEEDS), "schemaVersion": (VERSION, NEEDS)}

ADMX = Shape(VERSIONS, (
    ("policyNamespaces", Shape(sequence=(
        ("target", NAMESPACE, 1, 1), ("using", NAMESPACE, 0, MANY))), 1, 1),
    ("resources", Shape({"minRequiredRevision": (VERSION, NEEDS),
                         "fallbackCulture": (CULTURE, MAY)}), 1, 1),
    ("supportedOn", Shape(sequence=(
        ("definitions", Shape(sequence=(
            ("definition", Shape({"name": (NAME, NEEDS),
                                  "displayName": (STRING, NEEDS)}),
             1, MANY),)), 0, 1),)), 0, 1),
    ("categories", Shape(sequence=(
        ("category", Shape(DESCRIBED, (("parentCategory", REF, 0, 1),)),
         1, MANY),)), 0, 1),
    ("policies", Shape(sequence=(("policy", POLICY, 1, MANY),)), 0, 1),
))
ADML = Shape(VERSIONS, (
    ("displayName", TEXT, 1, 1), ("description", TEXT, 1, 1),
    ("resources", Shape(sequence=(
        ("stringTable", Shape(sequence=(
            ("string", Shape({"id": (NAME, NEEDS)}, text=MANY), 1, MANY),)),
         0, 1),)), 1, 1),
))

complaints = []


def complain(text):
    complaints.append(text)


def local(element):
    if not element.tag.startswith(SPACE):
        complain(f"{element.tag}: not of the schema's namespace")
    return element.tag.split("}")[-1]


def check_attributes(where, element, shape):
    for name, value in element.attrib.items():
        if name not in shape.attributes:
            complain(f"{where}: no attribute '{name}' here")
        elif not re.fullmatch(shape.attributes[name][0], value):
            complain(f"{where}: {name} cannot be '{value}'")
    for name, (_, needed) in shape.attributes.items():
        if needed and name not in element.attrib:
            complain(f"{where}: needs the attribute '{name}'")


def check_text(where, element, shape):
    text = element.text or ""
    if shape.text == 0:
        text += "".join(child.tail or "" for child in element)
        if text.strip():
            complain(f"{where}: no text here")
    elif shape.text is not MANY and len(text) > shape.text:
        complain(f"{where}: more than {shape.text} characters")


def check_sequence(where, children, sequence):
    at = 0
    for name, shape, least, most in sequence:
        count = 0
        while at < len(children) and local(children[at]) == name:
            check(f"{where}/{name}", children[at], shape)
            at += 1
            count += 1
        if count < least:
            complain(f"{where}: '{name}' is missing or out of order")
        if most is not MANY and count > most:
            complain(f"{where}: more than {most} of '{name}'")
    for child in children[at:]:
        complain(f"{where}: '{local(child)}' is not known or out of order")


def check_choice(where, children, one_of):
    shapes = dict(one_of)
    if len(children) != 1 or local(children[0]) not in shapes:
        complain(f"{where}: must be one of {', '.join(shapes)}")
    else:
        name = local(children[0])
        check(f"{where}/{name}", children[0], shapes[name])


def check(where, element, shape):
    check_attributes(where, element, shape)
    check_text(where, element, shape)
    if shape.one_of:
        check_choice(where, list(element), shape.one_of)
    else:
        check_sequence(where, list(element), shape.sequence)


def names_of(root, tag, attribute="name"):
    """The values of an attribute that must tell its elements apart."""
    found = [e.get(attribute) for e in root.iter(SPACE + tag)]
    for name in sorted(set(n for n in found if found.count(n) > 1)):
        complain(f"{tag}: '{name}' stands there more than once")
    return set(found)


def check_numbers(root):
    for number in root.iter(SPACE + "decimal"):
        value = number.get("value", "")
        if value.isdigit() and int(value) > 0xFFFFFFFF:
            complain(f"decimal: {value} does not fit into 32 bits")


def check_references(admx, adml):
    strings = names_of(adml, "string", "id")
    names_of(admx, "policy")
    targets = {"parentCategory": names_of(admx, "category"),
               "supportedOn": names_of(admx, "definition")}
    prefixes = names_of(admx, "using", "prefix")
    own = names_of(admx, "target", "prefix")
    for element in admx.iter():
        for value in element.attrib.values():
            match = re.fullmatch(r"\$\(string\.(\w+)\)", value)
            if match and match[1] not in strings:
                complain(f"no string '{match[1]}' in the ADML file")
        tag, name = element.tag.split("}")[-1], element.get("ref")
        if tag not in targets or name is None:
            continue
        prefix, _, plain = name.rpartition(":")
        if prefix and prefix not in own:
            if prefix not in prefixes:
                complain(f"{tag}: no namespace '{prefix}'")
        elif plain not in targets[tag]:
            complain(f"{tag}: nothing is called '{plain}'")


def root_of(path, name, shape):
    try:
        root = tree.parse(path).getroot()
    except tree.ParseError as error:
        sys.exit(f"{path}: not well-formed: {error}")
    if local(root) != name:
        complain(f"{path}: '{local(root)}' is not '{name}'")
    check(name, root, shape)
    return root


def main():
    admx = root_of(sys.argv[1], "policyDefinitions", ADMX)
    adml = root_of(sys.argv[2], "policyDefinitionResources", ADML)
    check_numbers(admx)
    check_references(admx, adml)
    for text in complaints:
        print(text)
    sys.exit(bool(complaints))


main()
