"""Documents damaged by chance, the same for the same seed: bits flipped, ends cut off, pieces of others spliced in."""

import io
import random
import zipfile
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter


def mutated(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """The document with some damage; the pieces that are spliced in come from the others."""
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        place = chance.randrange(max(len(damaged), 1))
        match chance.randrange(6):
            case 0 | 1 if damaged:
                for _ in range(chance.choice((1, 4, 64))):
                    damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
            case 2:
                del damaged[place:]
            case 3:
                del damaged[place : place + chance.choice((1, 16, 4096))]
            case 4:
                other = chance.choice(others)
                start = chance.randrange(len(other))
                piece = other[start : start + chance.choice((4, 64, 4096))]
                damaged[place : place + chance.choice((0, len(piece)))] = piece
            case _:  # numbers grow and change their sign, which structures of offsets and matrices feel most
                number = chance.choice(
                    (b"-1", b"0", b"9" * 30, b"4294967295", b"\xff\xff\xff\xff", b"\x00\x00\x00\x80")
                )
                damaged[place : place + len(number)] = number
    return bytes(damaged)


def mutated_inside(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """The same for a ZIP or a file of Office, with the damage in one of its members and the ZIP whole."""
    inner = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as after:
        victim = chance.choice(before.namelist())
        for name in before.namelist():
            member = before.read(name)
            after.writestr(name, mutated(member, others, chance) if name == victim else member)
    return inner.getvalue()


def unpacked(data: bytes) -> bytes:
    """A PDF with the content of its pages not compressed, so that damage changes what they say."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for page in writer.pages:
        content = page.get_contents()
        if content is not None:
            content.set_data(content.get_data())
            page.replace_contents(content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
