"""Recovery of secp256k1 public keys, by the textbook: slow, and nothing secret ever enters."""

P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)


def recover(digest, r, s, parity):
    """The public key (x, y) that signed, or None."""
    if not (0 < r < N and 0 < s <= N // 2):
        return None
    square = (pow(r, 3, P) + 7) % P
    y = pow(square, (P + 1) // 4, P)
    if y * y % P != square:
        return None
    if y & 1 != parity:
        y = P - y
    inverse = pow(r, -1, N)
    u1 = -int.from_bytes(digest, "big") * inverse % N
    u2 = s * inverse % N
    return _sum_of_products(u1, G, u2, (r, y))


def _sum_of_products(a, p, b, q):
    """a·p + b·q in Jacobian coordinates, both doubled together; Z = 0 is the point at infinity."""
    p, q = (*p, 1), (*q, 1)
    both = _add(p, q)
    result = (0, 1, 0)
    for bit in range(255, -1, -1):
        result = _double(result)
        choice = (a >> bit & 1) + 2 * (b >> bit & 1)
        if choice:
            result = _add(result, (p, q, both)[choice - 1])
    x, y, z = result
    if z == 0:
        return None
    inverse = pow(z, -1, P)
    return x * inverse**2 % P, y * inverse**3 % P


def _double(point):
    x, y, z = point
    if z == 0 or y == 0:
        return (0, 1, 0)
    s = 4 * x * y * y % P
    m = 3 * x * x % P
    x3 = (m * m - 2 * s) % P
    return x3, (m * (s - x3) - 8 * pow(y, 4, P)) % P, 2 * y * z % P


def _add(p, q):
    if p[2] == 0:
        return q
    if q[2] == 0:
        return p
    (x1, y1, z1), (x2, y2, z2) = p, q
    u1, u2 = x1 * z2 * z2 % P, x2 * z1 * z1 % P
    s1, s2 = y1 * z2**3 % P, y2 * z1**3 % P
    if u1 == u2:
        return _double(p) if s1 == s2 else (0, 1, 0)
    h, r = (u2 - u1) % P, (s2 - s1) % P
    x3 = (r * r - h**3 - 2 * u1 * h * h) % P
    return x3, (r * (u1 * h * h - x3) - s1 * h**3) % P, h * z1 * z2 % P
