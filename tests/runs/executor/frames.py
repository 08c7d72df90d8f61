"""The messages between a warm container's executor and the bridge that it takes tasks from.

A message is its length, four bytes with the highest first, and fields in the form of Rust's
bincode: numbers with the lowest byte first, a text as its length in eight bytes and its UTF-8, a
list as its count in eight bytes and its items, something optional as a byte 0, or 1 and the thing.
Read off `unionai-reuse` 0.2.0 at work.
"""

import struct

SUCCEEDED = 6
RETRYABLE_FAILURE = 7


def request(identifier, command, environment):
    """Asks for a task: its command line, and the variables that are handed to it. The task brings
    no distribution and no code of its own, and is not to be cancelled."""
    body = b"".join([
        _number(len(command)), *map(_text, command),
        b"\0", b"\0",
        b"\1", _number(len(environment)),
        *(_text(part) for pair in environment.items() for part in pair),
        _text(identifier),
        b"\0",
    ])
    return struct.pack(">I", len(body)) + body


def answer(body):
    """The task that an answer is about, its phase, and the reason for that, if there is one. What
    follows differs between releases."""
    phase, has_reason = struct.unpack_from("<i?", body)
    reason, place = _read(body, 5) if has_reason else (None, 5)
    identifier, _ = _read(body, place)
    return identifier, phase, reason


def length(head):
    """How long the message is that follows these four bytes."""
    return struct.unpack(">I", head)[0]


def _number(value):
    return struct.pack("<Q", value)


def _text(text):
    encoded = text.encode()
    return _number(len(encoded)) + encoded


def _read(body, place):
    (count,) = struct.unpack_from("<Q", body, place)
    end = place + 8 + count
    return body[place + 8:end].decode(), end
