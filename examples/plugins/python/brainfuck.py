"""From Brainfuck to a WebAssembly module: the part that has nothing to do with cargo-wasmrun."""


def number(value):
    """An integer as WebAssembly writes it: seven bits a byte, signed."""
    out = bytearray()
    while not -64 <= value < 64:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + bytes([value & 0x7F]))


def size(value):
    """The same for sizes, which have no sign."""
    return size_bytes(value & 0x7F, value >> 7)


def size_bytes(low, rest):
    return bytes([low]) if not rest else bytes([low | 0x80]) + size(rest)


def vector(items):
    return size(len(items)) + b"".join(items)


def section(number_, content):
    return bytes([number_]) + size(len(content)) + content


def text(string):
    return vector([bytes([byte]) for byte in string.encode()])


def compile_source(source):
    """The module, or the place and the text of what is wrong. Local 0 points to the cell."""
    cell, load, store = b"\x20\x00", b"\x2d\x00\x00", b"\x3a\x00\x00"
    move = lambda step: cell + b"\x41" + number(step) + b"\x6a\x21\x00"
    add = lambda step: cell + cell + load + b"\x41" + number(step) + b"\x6a" + store
    # The vector of one buffer at address 0, for a byte at the cell; the host writes a count to 8.
    transfer = lambda stream, function: (b"\x41\x00" + cell + b"\x36\x02\x00\x41" + number(stream)
                                         + b"\x41\x00\x41\x01\x41\x08\x10" + bytes([function]) + b"\x1a")
    meaning = {">": move(1), "<": move(-1), "+": add(1), "-": add(-1),
               ".": transfer(1, 0), ",": transfer(0, 1),
               "[": b"\x02\x40\x03\x40" + cell + load + b"\x45\x0d\x01", "]": b"\x0c\x00\x0b\x0b"}
    code, opened = bytearray(b"\x01\x01\x7f\x41" + number(1024) + b"\x21\x00"), []
    for row, line in enumerate(source.split("\n"), 1):
        for column, character in enumerate(line, 1):
            if character == "[":
                opened.append((row, column))
            elif character == "]" and not opened:
                return None, ((row, column), "`]` closes nothing")
            elif character == "]":
                opened.pop()
            code += meaning.get(character, b"")
    if opened:
        return None, (opened[-1], "`[` is not closed")
    body = bytes(code) + b"\x0b"
    function = lambda name: text("wasi_snapshot_preview1") + text(name) + b"\x00\x00"
    return (b"\0asm\x01\0\0\0"
            + section(1, vector([b"\x60" + vector([b"\x7f"] * 4) + vector([b"\x7f"]), b"\x60\x00\x00"]))
            + section(2, vector([function("fd_write"), function("fd_read")]))
            + section(3, vector([b"\x01"])) + section(5, vector([b"\x00\x02"]))
            + section(7, vector([text("memory") + b"\x02\x00", text("_start") + b"\x00\x02"]))
            + section(10, vector([size(len(body)) + body]))
            + section(11, vector([b"\x00\x41\x04\x0b" + vector([b"\x01"])]))), None
