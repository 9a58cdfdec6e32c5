/**
 * Whether an engine lets machines of its own network segment reach what it publishes on 127.0.0.1: before 28 by a route to
 * it (moby 45610), in 28 before 28.3.3 after a reload of the firewall (CVE-2025-54388).
 * @param version as the engine says it; of one that says none, nobody can tell.
 */
export function opensLoopback(version: string): boolean {
  const [major = Number.NaN, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return major < 28 || (major === 28 && (minor < 3 || (minor === 3 && patch < 3)))
}
