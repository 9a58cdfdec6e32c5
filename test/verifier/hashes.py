"""docs/evidence.md, "Hashes"."""

import hashlib
import hmac

from Crypto.Hash import keccak

from canonical import canonical
from evidence_file import CHECKPOINT

CHECKPOINT_TYPE = (
    b"Checkpoint(bytes32 networkId,uint64 epoch,uint64 sequence,uint64 window,uint64 blockNumber,uint64 blockTime,"
    b"bytes32 previous,bytes32 blockHash,bytes32 historyRoot,bytes32 evidenceRoot,uint64 evidenceSize,"
    b"bytes32 validatorSetHash,bytes32 notBefore)"
)
HANDOVER_TYPE = b"Handover(uint64 epoch,uint64 sequence,bytes32 setHash,uint16 n,uint16 m)"


def k(data):
    return keccak.new(digest_bits=256, data=data).digest()


def sha(data):
    return hashlib.sha256(data).digest()


def u64(value):
    return value.to_bytes(8, "big")


def word(value):
    return value if isinstance(value, bytes) else value.to_bytes(32, "big")


def set_hash(addresses):
    return k(b"".join(sorted(addresses)))


NOBODY = set_hash([])


def digest(network, struct):
    domain = k(b"EIP712Domain(string name,string version,bytes32 salt)") + k(b"quorate checkpoint") + k(b"1") + network
    return k(b"\x19\x01" + k(domain) + struct)


def checkpoint_hash(checkpoint):
    return k(k(CHECKPOINT_TYPE) + b"".join(word(checkpoint[name]) for name in CHECKPOINT))


def handover_hash(epoch, sequence, following):
    members = following["set"]
    words = (epoch, sequence, set_hash(members), len(members), following["threshold"])
    return k(k(HANDOVER_TYPE) + b"".join(map(word, words)))


def leaf_hash(data):
    return sha(b"\x00" + data)


def node_hash(left, right):
    return sha(b"\x01" + left + right)


def fact_data(network, leaf):
    label = b"quorate/" + leaf["kind"].encode() + b"/1"
    fields = (value for name, value in leaf.items() if name != "kind")
    return label + network + b"".join(map(field_bytes, fields))


def field_bytes(value):
    if isinstance(value, bool):
        return b"\x01" if value else b"\x00"
    return value if isinstance(value, bytes) else u64(value)


def commitment(network, opening):
    schema = opening["schema"].encode()
    text = canonical(opening["value"]).encode()
    message = b"quorate/commit/1" + network + len(schema).to_bytes(4, "big") + schema + text
    return hmac.new(opening["salt"], message, hashlib.sha256).digest()
