"""The file: docs/evidence.md, "The file". Reads text into values, or raises Malformed."""

import base64
import json
import math
import re

MOST = 2**53 - 1


class Malformed(Exception):
    pass


def read(text):
    try:
        document = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as problem:
        raise Malformed(str(problem)) from None
    return _object(document, EVIDENCE)


def _refuse(name):
    raise ValueError(name)


def _require(holds, what):
    if not holds:
        raise Malformed(what)


def _object(value, fields):
    _require(isinstance(value, dict) and set(value) == set(fields), "fields")
    return {name: field(value[name]) for name, field in fields.items()}


def _list(length, most):
    def field(value):
        _require(isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_-]*", value), "base64url")
        _require(len(value) % 4 != 1, "base64url")
        data = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        _require(base64.urlsafe_b64encode(data).rstrip(b"=").decode() == value, "base64url")
        _require(len(data) % length == 0 and len(data) <= length * most, "length")
        return [data[i : i + length] for i in range(0, len(data), length)]

    return field


def _bytes(length):
    def field(value):
        parts = _list(length, 1)(value)
        _require(len(parts) == 1, "length")
        return parts[0]

    return field


def _whole(least=0, most=MOST):
    def field(value):
        _require(isinstance(value, (int, float)) and not isinstance(value, bool), "number")
        _require(math.isfinite(value) if isinstance(value, float) else True, "number")
        _require(value == int(value) and least <= value <= most, "number")
        return int(value)

    return field


def _boolean(value):
    _require(isinstance(value, bool), "boolean")
    return value


def _literal(text):
    def field(value):
        _require(value == text and isinstance(value, str), text)
        return value

    return field


def _record(fields):
    return lambda value: _object(value, fields)


def _nullable(field):
    return lambda value: None if value is None else field(value)


def _array(most, field):
    def array(value):
        _require(isinstance(value, list) and len(value) <= most, "array")
        return [field(one) for one in value]

    return array


def _string(value):
    _require(isinstance(value, str) and not any(0xD800 <= ord(letter) <= 0xDFFF for letter in value), "string")
    return value


def _schema(value):
    _require(len(_string(value).encode("utf-16-le")) <= 2 * 128, "schema")
    return value


def _json(value, room=64):
    """The value, its numbers as doubles."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, (int, float)):
        try:
            number = float(value)
        except OverflowError:
            raise Malformed("number") from None
        _require(math.isfinite(number), "number")
        return number
    _require(room > 0, "depth")
    if isinstance(value, list):
        return [_json(one, room - 1) for one in value]
    return {_string(name): _json(one, room - 1) for name, one in value.items()}


LEAVES = {
    "batch": {"organisation": _bytes(20), "root": _bytes(32)},
    "governance": {"proposal": _bytes(32)},
    "validator": {"node": _bytes(20), "active": _boolean},
    "signer": {"organisation": _bytes(20), "checkpoint": _bytes(20)},
    "missed": {"window": _whole()},
}


def _leaf(value):
    kind = value.get("kind") if isinstance(value, dict) else None
    _require(isinstance(kind, str) and kind in LEAVES, "kind")
    return _object(value, {"kind": _literal(kind), **LEAVES[kind]})


CHECKPOINT = {
    "networkId": _bytes(32),
    "epoch": _whole(1),
    "sequence": _whole(1),
    "window": _whole(),
    "blockNumber": _whole(),
    "blockTime": _whole(),
    "previous": _bytes(32),
    "blockHash": _bytes(32),
    "historyRoot": _bytes(32),
    "evidenceRoot": _bytes(32),
    "evidenceSize": _whole(),
    "validatorSetHash": _bytes(32),
    "notBefore": _bytes(32),
}
SET = _record({"threshold": _whole(1, 255), "set": _list(20, 255)})
HANDOVERS = _array(64, _record({"signers": SET, "headSequence": _whole(), "signatures": _list(64, 255)}))
PATH = _list(32, 64)
SIGNED = {"checkpoint": _record(CHECKPOINT), "signatures": _list(64, 255), "signers": SET, "handovers": HANDOVERS}
ANCHOR = {"chainId": _whole(), "contract": _bytes(20), "transaction": _bytes(32), "blockNumber": _whole()}
EVIDENCE = {
    "format": _literal("quorate/evidence/1"),
    **SIGNED,
    "seals": _nullable(_record({"validators": _list(20, 255), "seals": _list(65, 255)})),
    "fact": _record({"leaf": _leaf, "index": _whole(), "path": PATH}),
    "record": _nullable(_record({"commitment": _bytes(32), "index": _whole(), "path": PATH})),
    "opening": _nullable(_record({"schema": _schema, "salt": _bytes(64), "value": _json})),
    "later": _nullable(_record({**SIGNED, "historyPath": PATH, "evidencePath": PATH})),
    "anchors": _array(16, _record(ANCHOR)),
}
