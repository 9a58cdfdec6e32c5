/** For Node: what runs for years idles most of its life, and would keep what it needed at its start. */
const FRUGAL = ['--max-semi-space-size=4', '--max-old-space-size=256']

/** What Node still has to be told to be frugal. What it was told otherwise stays so. @param given how it was started, and NODE_OPTIONS. */
export function frugalOptions(given: readonly string[]): string[] {
  const told = given.join(' ').replaceAll('_', '-')
  return FRUGAL.filter((option) => !told.includes(option.slice(0, option.indexOf('='))))
}
