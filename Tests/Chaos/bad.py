"""Lines that no worker should be sent, each with the only answer that it may get."""

import json

from peer import Expected, request

PARSE, INVALID, UNKNOWN, PARAMETERS, TOO_LONG = -32700, -32600, -32601, -32602, 1003
EMPTY = b"[" + b"1," * 50 + b"1]"


def strange_id(random, number):
    """An id that is not written as usual, all the same one that has to come back as it was."""
    unique = str(number).encode()
    return random.choice([
        b'"\\u00fc' + unique + b'"', b'"\xf0\x9f\x98\x80' + unique + b'"', unique + b".5",
        b"-" + unique, unique + b"e2", b'"\\"quoted\\" ' + unique + b'"', b'"' + b"x" * 5000 + unique + b'"',
        b'"\\ud83d\\ude00' + unique + b'"', b'"a\\/b\\n' + unique + b'"', unique + b"00000000000000000000",
    ])  # fmt: skip


def bad_line(random, id, max_line):
    """A line, the id that is answered (`null` where none can be known), and the answer."""
    made = random.choice(LINES)
    line, answered, code = made(random, id, max_line)
    return line, answered, Expected(result=False, codes={code})


def _null(make, code):
    return lambda random, id, max_line: (make(random, id) + b"\n", b"null", code)


def _named(make, code):
    return lambda random, id, max_line: (make(random, id) + b"\n", id, code)


def _cut(random, id):
    line = request(id, "drift.compare", b'{"baseline":{"values":[1,2]},"current":{"values":[3]}}')
    return line[: random.randrange(1, len(line) - 2)]


def _noise(random, id):
    return random.randbytes(random.randrange(1, 200)).replace(b"\n", b"?") + b"\xff"


def _too_long(random, id, max_line):
    if len(id) > 4000:
        # Only the start of a line that is too long is looked at for its id.
        id = b'"cut' + id[-9:]
    filler = b" " * (max_line - 100 + random.randrange(100, 200_000))
    return PREFIX_ID % id + b',"method":"ping","params":{' + filler + b"}}\n", id, TOO_LONG


def _too_long_nameless(random, id, max_line):
    return b"z" * (max_line + 1 + random.randrange(1 << 20)) + b"\n", b"null", TOO_LONG


PREFIX_ID = b'{"jsonrpc":"2.0","id":%b'
CALL = b'{"jsonrpc":"2.0","id":%b,"method":"%b","params":%b}'

LINES = [
    _null(_cut, PARSE),
    _null(_noise, PARSE),
    _null(lambda r, id: b"[" * r.choice([2000, 200_000]), PARSE),
    _null(lambda r, id: b'{"a":' * 3000 + b"1" + b"}" * 3000, PARSE),
    _null(lambda r, id: CALL % (id, b"p\xc3", b"{}"), PARSE),
    _null(lambda r, id: b"\xef\xbb\xbf\xef\xbb\xbf" + CALL % (id, b"ping", b"{}"), PARSE),
    _null(lambda r, id: CALL % (id, b"ping", b"{}") * 2, PARSE),
    _null(lambda r, id: CALL % (id, b"ping", b'{"a":01}'), PARSE),
    _null(lambda r, id: CALL % (id, b"pi\x00ng", b"{}"), PARSE),
    _null(lambda r, id: b"[" + CALL % (id, b"ping", b"{}") + b"]", INVALID),
    _null(lambda r, id: r.choice([b"[]", b"1", b"null", b'"x"', b"true", EMPTY]), INVALID),
    _null(lambda r, id: CALL % (r.choice([b"null", b"[1]", b"{}", b"true", b"1e999"]), b"ping", b"{}"), INVALID),
    _null(lambda r, id: b'{"id":1,' + (CALL % (id, b"ping", b"{}"))[1:], INVALID),
    _named(lambda r, id: PREFIX_ID % id + b"}", INVALID),
    _named(lambda r, id: PREFIX_ID % id + b',"method":7}', INVALID),
    _named(lambda r, id: b'{"id":%b,"method":"ping"}' % id, INVALID),
    _named(lambda r, id: b'{"jsonrpc":"1.0","id":%b,"method":"ping"}' % id, INVALID),
    _named(lambda r, id: CALL % (id, b"drift", b"{}"), UNKNOWN),
    _named(lambda r, id: CALL % (id, b"x" * 100_000, b"{}"), UNKNOWN),
    _named(lambda r, id: CALL % (id, b"$/cancel", b'{"id":%b}' % id), UNKNOWN),
    _named(lambda r, id: CALL % (id, b"ping", b"[1]"), PARAMETERS),
    _named(lambda r, id: CALL % (id, b"ping", b'{"pong":%b}' % EMPTY), PARAMETERS),
    _named(lambda r, id: CALL % (id, b"ping", b'{"_meta":{"dead":1}}'), PARAMETERS),
    _named(lambda r, id: CALL % (id, b"drift.check", b'{"baseline":"fixed"}'), PARAMETERS),
    _named(lambda r, id: CALL % (id, b"drift.compare",
        b'{"baseline":{"values":[1]},"baseline":{"values":[1]},"current":{"values":[1]}}'), PARAMETERS),
    _named(lambda r, id: CALL % (id, b"drift.check",
        b'{"baseline":"fixed","current":{"b64":"****","dtype":"f8","shape":[1]}}'), 1102),
    _named(lambda r, id: CALL % (id, b"drift.check", b'{"baseline":"nowhere","current":{"values":[1]}}'), 1201),
    _named(lambda r, id: CALL % (id, b"drift.check",
        b'{"baseline":"rows","current":{"rows":[[1,2]]}}'), 1103),
    _named(lambda r, id: CALL % (id, b"drift.check",
        b'{"baseline":"fixed","current":{"path":"nowhere.npy"}}'), 1101),
    _too_long,
    _too_long_nameless,
]  # fmt: skip


def notification(random, ids):
    """A line that gets no answer, with the id of the request that it cancels, or `None`."""
    kind = random.random()
    if kind < 0.7 and ids:
        id = random.choice(ids[-80:]) if kind < 0.6 else random.choice(ids)
        return b'{"jsonrpc":"2.0","method":"$/cancel","params":{"id":%b}}\n' % id, id
    return random.choice([
        b'{"jsonrpc":"2.0","method":"$/cancel","params":{"id":"never seen"}}\n',
        b'{"jsonrpc":"2.0","method":"$/cancel"}\n', b'{"jsonrpc":"2.0","method":"$/cancel","params":{"id":[1]}}\n',
        b'{"jsonrpc":"2.0","method":"$/whatever","params":{}}\n', b'{"jsonrpc":"2.0","method":"nothing"}\n',
        b'{"jsonrpc":"2.0","method":"ping"}\n', b"\n", b"  \t \r\n",
        b'{"jsonrpc":"2.0","method":"drift.check","params":{"baseline":"fixed","current":{"values":[1,2]}}}\n',
        b'{"jsonrpc":"2.0","method":"drift.check","params":{"baseline":7}}\n',
    ]), None  # fmt: skip


def meta(random, number):
    """What a request says of how it is to be served, and the errors that may come of it."""
    kind = random.random()
    if kind < 0.5:
        return {}, set()
    if kind < 0.6:
        return {"deadline_ms": 0}, {1005}
    if kind < 0.7:
        return {"deadline_ms": random.choice([0.01, 0.3, 1, 5, 40])}, {1005}
    if kind < 0.8:
        return {"deadline_ms": random.choice([1e6, 1e12])}, set()
    if kind < 0.9:
        return {"if_busy": random.choice(["fail", "wait"])}, {1006}
    return {"progress_token": random.choice([f"t{number}", number])}, set()


def token_of(meta):
    return json.dumps(meta["progress_token"]).encode() if "progress_token" in meta else None
