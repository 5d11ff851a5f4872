#!/usr/bin/env python3
"""Writes the parts of a program that tell what it is: cut.py PROGRAM > FIXTURE (README.md describes the format)."""
import struct
import sys

data = open(sys.argv[1], "rb").read()
parts = []


def keep(offset, size):
    parts.append((offset, min(len(data), offset + size)))


def elf():
    wide, order = data[4] == 2, "<" if data[5] == 1 else ">"
    word = "Q" if wide else "I"
    phoff, shoff = struct.unpack_from(order + 2 * word, data, 32 if wide else 28)
    base = 48 if wide else 36
    _, _, phsize, phcount, shsize, shcount, names = struct.unpack_from(order + "IHHHHHH", data, base)
    keep(0, 64 if wide else 52)
    keep(phoff, phsize * phcount)
    for row in range(phoff, phoff + phsize * phcount, max(1, phsize)):
        if struct.unpack_from(order + "I", data, row)[0] in (3, 4):
            keep(*struct.unpack_from(order + word, data, row + (8 if wide else 4)),
                 *struct.unpack_from(order + word, data, row + (32 if wide else 16)))
    keep(shoff, shsize * shcount)
    for index in range(shcount):
        row = shoff + index * shsize
        kind = struct.unpack_from(order + "I", data, row + 4)[0]
        offset = struct.unpack_from(order + word, data, row + (24 if wide else 16))[0]
        size = struct.unpack_from(order + word, data, row + (32 if wide else 20))[0]
        if kind == 0x70000003 and data[18] == 40 or index == names:
            keep(offset, size)
    go = data.find(b"\xff Go buildinf:")
    if go >= 0 and data[go + 15] & 2:
        keep(go, 32 + 512)


def pe():
    start = struct.unpack_from("<I", data, 60)[0]
    keep(0, 64)
    sections, size = struct.unpack_from("<H", data, start + 6)[0], struct.unpack_from("<H", data, start + 20)[0]
    keep(start, 24 + size + 40 * sections)
    wide = struct.unpack_from("<H", data, start + 24)[0] == 0x20B
    address = struct.unpack_from("<I", data, start + 24 + (112 if wide else 96) + 14 * 8)[0]
    for index in range(sections):
        _, base, raw, offset = struct.unpack_from("<IIII", data, start + 24 + size + 40 * index + 8)
        if address and base <= address < base + raw:
            keep(offset + address - base, 72)


if data[:4] == b"\x7fELF":
    elf()
elif data[:2] == b"MZ":
    pe()
else:
    keep(0, 64)
print("size", len(data))
end = 0
for first, last in sorted(parts):
    first = max(first, end)
    for place in range(first, last, 64):
        piece = data[place:min(last, place + 64)]
        if any(piece):
            print(place, piece.hex())
    end = max(end, last)
