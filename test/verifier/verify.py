"""A second verifier of quorate's evidence, written from docs/evidence.md alone.

    verify.py [--network HEX] [--founders M:ADDRESS,ADDRESS,...] [--sealed] FILE
    verify.py --lines      each line of the input {"text", "trust"}; each of the output a verdict

Needs Keccak: pip install pycryptodome==3.23.0
"""

import argparse
import functools
import json
import sys

from evidence_file import Malformed, read
from hashes import NOBODY, checkpoint_hash, commitment, digest, fact_data, handover_hash, k, leaf_hash, node_hash, set_hash
from secp256k1 import recover

LAYERS = ("organisations", "seals", "history", "fact", "state", "anchor", "opening")


# Signatures


@functools.cache
def signer(message, r, s, parity):
    key = recover(message, int.from_bytes(r, "big"), s, parity)
    return key and k(key[0].to_bytes(32, "big") + key[1].to_bytes(32, "big"))[12:]


def by_compact(message, signature):
    tail = int.from_bytes(signature[32:], "big")
    return signer(message, signature[:32], tail & (2**255 - 1), tail >> 255)


def by_seal(message, signature):
    parity = {0: 0, 27: 0, 1: 1, 28: 1}.get(signature[64])
    return None if parity is None else signer(message, signature[:32], int.from_bytes(signature[32:64], "big"), parity)


def rise(addresses):
    return all(a < b for a, b in zip(addresses, addresses[1:]))


def has_signed(signers, message, signatures):
    members, threshold = signers["set"], signers["threshold"]
    if not rise(members) or not len(members) / 2 < threshold <= len(members) or len(signatures) != threshold:
        return False
    found = [by_compact(message, one) for one in signatures]
    return None not in found and rise(found) and all(one in members for one in found)


def first_set(signed):
    return signed["handovers"][0]["signers"] if signed["handovers"] else signed["signers"]


def same(a, b):
    return a["threshold"] == b["threshold"] and set_hash(a["set"]) == set_hash(b["set"])


def holds(signed, epoch, sequence):
    checkpoint, handovers = signed["checkpoint"], signed["handovers"]
    network = checkpoint["networkId"]
    if checkpoint["epoch"] != epoch + len(handovers):
        return False
    heads = [sequence, *(made["headSequence"] for made in handovers)]
    if heads != sorted(heads) or checkpoint["sequence"] <= heads[-1]:
        return False
    following = [made["signers"] for made in handovers[1:]] + [signed["signers"]]
    for i, made in enumerate(handovers):
        message = digest(network, handover_hash(epoch + i + 1, made["headSequence"], following[i]))
        if not has_signed(made["signers"], message, made["signatures"]):
            return False
    return has_signed(signed["signers"], digest(network, checkpoint_hash(checkpoint)), signed["signatures"])


# Proofs


def included(leaf, index, size, path, root):
    if index >= size or size >= 2**31:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return False
        if fn % 2 == 1 or fn == sn:
            r = node_hash(p, r)
            while fn % 2 == 0 and fn != 0:
                fn, sn = fn // 2, sn // 2
        else:
            r = node_hash(r, p)
        fn, sn = fn // 2, sn // 2
    return sn == 0 and r == root


def consistent(first, second, a, b, path):
    if not 1 <= first <= second < 2**31:
        return False
    if first == second:
        return not path and a == b
    path = [a, *path] if first & (first - 1) == 0 else path
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn % 2 == 1:
        fn, sn = fn // 2, sn // 2
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn % 2 == 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while fn % 2 == 0 and fn != 0:
                fn, sn = fn // 2, sn // 2
        else:
            sr = node_hash(sr, c)
        fn, sn = fn // 2, sn // 2
    return fr == a and sr == b and sn == 0


# Verification


def verify(text, trust):
    try:
        evidence = read(text)
    except Malformed:
        verdict = dict.fromkeys(LAYERS, "none") | dict.fromkeys(("organisations", "seals", "fact"), "invalid")
        return {"verdict": verdict, "good": False}
    verdict = {
        "organisations": organisations(evidence, trust),
        "seals": seals(evidence, trust),
        "history": history(evidence),
        "fact": fact(evidence),
        "state": "none",
        "anchor": "claimed" if evidence["anchors"] else "none",
        "opening": opening(evidence),
    }
    good = verdict["organisations"] == verdict["fact"] == "ok" and "invalid" not in verdict.values()
    return {"verdict": verdict, "good": good and verdict["opening"] != "unopenable"}


def organisations(evidence, trust):
    network, founders = trust.get("networkId"), trust.get("founders")
    if network is not None and network != evidence["checkpoint"]["networkId"]:
        return "invalid"
    if founders is not None and not same(first_set(evidence), founders):
        return "invalid"
    if not holds(evidence, 1, 0):
        return "invalid"
    return "not-compared" if network is None or founders is None else "ok"


def seals(evidence, trust):
    checkpoint, given = evidence["checkpoint"], evidence["seals"]
    if checkpoint["validatorSetHash"] == NOBODY:
        return "none" if given is None and trust.get("sealed") is not True else "invalid"
    if given is None:
        return "invalid"
    validators = given["validators"]
    if not rise(validators) or set_hash(validators) != checkpoint["validatorSetHash"]:
        return "invalid"
    found = [by_seal(checkpoint["blockHash"], one) for one in given["seals"]]
    valid = len(set(found)) == len(found) and all(one in validators for one in found)
    return "ok" if valid and len(found) * 3 >= 2 * len(validators) else "invalid"


def history(evidence):
    checkpoint, later = evidence["checkpoint"], evidence["later"]
    if later is None:
        return "none"
    after = later["checkpoint"]
    rising = ("sequence", "window", "blockNumber", "blockTime")
    follows = after["networkId"] == checkpoint["networkId"] and all(after[name] > checkpoint[name] for name in rising)
    if after["sequence"] == checkpoint["sequence"] + 1:
        follows = follows and after["previous"] == checkpoint_hash(checkpoint)
    if not follows or not same(first_set(later), evidence["signers"]):
        return "invalid"
    if not holds(later, checkpoint["epoch"], checkpoint["sequence"]):
        return "invalid"
    blocks = (checkpoint["blockNumber"] + 1, after["blockNumber"] + 1, checkpoint["historyRoot"], after["historyRoot"])
    facts = (checkpoint["evidenceSize"], after["evidenceSize"], checkpoint["evidenceRoot"], after["evidenceRoot"])
    both = consistent(*blocks, later["historyPath"]) and consistent(*facts, later["evidencePath"])
    return "ok" if both else "invalid"


def fact(evidence):
    checkpoint, given, record = evidence["checkpoint"], evidence["fact"], evidence["record"]
    leaf = leaf_hash(fact_data(checkpoint["networkId"], given["leaf"]))
    if not included(leaf, given["index"], checkpoint["evidenceSize"], given["path"], checkpoint["evidenceRoot"]):
        return "invalid"
    if record is None:
        return "ok"
    if given["leaf"]["kind"] != "batch":
        return "invalid"
    path = record["path"]
    inside = included(leaf_hash(record["commitment"]), record["index"], 2 ** len(path), path, given["leaf"]["root"])
    return "ok" if inside else "invalid"


def opening(evidence):
    given, record = evidence["opening"], evidence["record"]
    if given is None:
        return "none"
    opens = record is not None and commitment(evidence["checkpoint"]["networkId"], given) == record["commitment"]
    return "ok" if opens else "unopenable"


def trust_of(given):
    trust = {"sealed": given.get("sealed")}
    if given.get("networkId"):
        trust["networkId"] = bytes.fromhex(given["networkId"][2:])
    if given.get("founders"):
        members = [bytes.fromhex(address[2:]) for address in given["founders"]["set"]]
        trust["founders"] = {"set": members, "threshold": given["founders"]["threshold"]}
    return trust


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--network")
    options.add_argument("--founders")
    options.add_argument("--sealed", action="store_true")
    options.add_argument("--lines", action="store_true")
    options.add_argument("file", nargs="?")
    given = options.parse_args()
    if given.lines:
        for line in sys.stdin:
            case = json.loads(line)
            print(json.dumps(verify(case["text"], trust_of(case["trust"]))), flush=True)
        return 0
    threshold, _, members = (given.founders or "").partition(":")
    founders = {"threshold": int(threshold), "set": members.split(",")} if given.founders else None
    try:
        with open(given.file, "rb") as file:
            data = file.read()
    except (OSError, TypeError) as problem:
        print(problem, file=sys.stderr)
        return 2
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    answer = verify(text, trust_of({"networkId": given.network, "founders": founders, "sealed": given.sealed}))
    print(json.dumps(answer))
    return 0 if answer["good"] else 1


if __name__ == "__main__":
    sys.exit(main())
