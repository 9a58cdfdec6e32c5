import type { JsonValue } from '../../network/checkpoint/json-value.ts'
import { evidenceText } from '../../network/checkpoint/evidence.ts'
import { evidenceOf, type World, worldOf } from '../fixtures/evidence.ts'

const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

/** Values on which canonical texts tend to differ: numbers at their limits, names in the order of their UTF-16 units. */
const values: readonly JsonValue[] = [
  ...[
    0,
    -0,
    1,
    -1,
    0.1,
    1e20,
    1e21,
    123456789012345680000,
    1e-6,
    1e-7,
    1.5e-9,
    5e-324,
    1.7976931348623157e308,
    2 ** 53,
  ],
  ...[4.5, 2e-3, 1e23, 295147905179352830000, 9.5e-7, 100, 1e5],
  ...['', 'é', '😀', '"\\/\b\f\n\r\t', '\u0000\u001f\u007f\u0080\u2028', '\ufeff'],
  ...[null, true, false, [], {}, [[]], JSON.parse(deep(64))],
  { '\ufb33': 1, '😀': 2, é: 3, '1': 4, '10': 5, '\r': 6, A: 7, a: 8, '': 9 },
  JSON.parse('{"__proto__": {"a": 1}, "constructor": null, "toJSON": [1, {"b": [2, "c"]}]}'),
]

/** A network whose records are these values. */
export const spelled: World = worldOf({
  name: 'spelled',
  members: 3,
  threshold: 2,
  validators: 0,
  records: values.length,
  value: (record) => values[record] ?? null,
})

/** Files that say true things in unusual letters, and false ones that look alike. */
export function spellings(): string[] {
  const opened = values.map((_, record) => evidenceText(evidenceOf(spelled, { record, opening: true })))
  const numbers = [
    '1.0',
    '1e0',
    '10e-1',
    '-0',
    '0.0',
    '01',
    '+1',
    '1.',
    '.5',
    '1.5',
    '1e400',
    '-1',
    'NaN',
    'Infinity',
    '"1"',
    'true',
  ]
  const large = [
    '9007199254740991',
    '9007199254740992',
    '9007199254740991.4',
    '9007199254740993',
    '1e15',
    '2147483648',
    '9'.repeat(5000),
  ]
  const one = opened[2] ?? ''
  const record = (text: string) => one.replace(/("record":\{.*?"index":)\d+/, `$1${text}`)
  const sequence = (text: string) => one.replace('"sequence":16', `"sequence":${text}`)
  const valued = (text: string) => one.replace('"value":1', `"value":${text}`)
  const written = [
    '1.0',
    '1e0',
    '10e-1',
    '0.99999999999999999999',
    '1.00000000000000000001',
    '1e400',
    '"1"',
    '[1]',
    '-1',
    'NaN',
    '9'.repeat(400),
  ]
  const texts = [
    '"\\ud83d"',
    '"\\ude00"',
    '{"\\ud83d":1}',
    '"\ud83d\ude00"',
    '"\t"',
    deep(64),
    deep(65),
    deep(900),
    deep(20_000),
  ]
  return [
    ...opened,
    ...[...numbers, ...large].flatMap((text) => [record(text), sequence(text)]),
    ...['16.0', '1.6e1', '160e-1', '16.00000000000000000000001'].map(sequence),
    ...[...written, ...texts].map(valued),
    ...layouts(one),
    ...['A='.repeat(1), 'A', '+', '/', ' ', '\\u0041'].map((text) =>
      one.replace('"signatures":"', `"signatures":"${text}`),
    ),
  ]
}

/** The same file, laid out otherwise. */
function layouts(text: string): string[] {
  const escaped = text.replace('"format":"quorate', '"form\\u0061t":"\\u0071uorate')
  const twice = text.replace('"opening":', '"opening":null,"opening":')
  const lost = text.replace('"opening":', '"open\\u0069ng":1,"opening":')
  const document = JSON.parse(text)
  const reversed = JSON.stringify(Object.fromEntries(Object.entries(document).reverse()))
  return [
    JSON.stringify(document, null, '\t'),
    `\r\n ${text}`,
    reversed,
    escaped,
    twice,
    lost,
    `\ufeff${text}`,
    `${text}x`,
    text.trim(),
    text.slice(0, -2),
    '',
    'null',
    '[]',
    '"x"',
  ]
}
