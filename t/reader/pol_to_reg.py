#!/usr/bin/python3
"""pol_to_reg.py FILE.pol - what Samba's reader finds in a Registry.pol file.

Read by python3-samba, which must write the same bytes again; printed as a .reg
file in which every value is told by its type and bytes, so that nothing of it
can be guessed: the registry of a machine that has carried out the policy."""

import sys

from samba.dcerpc import preg
from samba.ndr import ndr_pack, ndr_unpack


def data_of(entry):
    if isinstance(entry.data, str):
        return (entry.data + "\0").encode("utf-16-le")
    if isinstance(entry.data, int):
        return entry.data.to_bytes(entry.size, "little")
    return bytes(entry.data)


def quoted(name):
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main():
    with open(sys.argv[1], "rb") as file:
        raw = file.read()
    policy = ndr_unpack(preg.file, raw)
    assert ndr_pack(policy) == raw, "Samba writes other bytes"
    print("Windows Registry Editor Version 5.00")
    key = None
    for entry in policy.entries:
        if entry.keyname != key:
            key = entry.keyname
            print(f"\n[HKEY_LOCAL_MACHINE\\{key}]")
        name = entry.valuename
        if name.startswith("**del."):
            print(f"{quoted(name[len('**del.'):])}=-")
            continue
        data = data_of(entry)
        assert len(data) == entry.size, f"{name}: size of {len(data)} bytes"
        print(f"{quoted(name)}=hex({entry.type:x}):"
              + ",".join(f"{byte:02x}" for byte in data))


main()
