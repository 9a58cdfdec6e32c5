import { describe, expect, it } from '@jest/globals'
import { readYaml } from '../../../../network/consortium/yaml/read-yaml.ts'

const only = (text: string) => readYaml(text).problems.map(({ code, at }) => [code, at?.line, at?.column])

describe('reading YAML of a stranger', () => {
  it.each([
    ['', 'FILE_EMPTY', 1, 1],
    ['# nothing\n\n', 'FILE_EMPTY', 1, 1],
    ['---\n...\n', 'FILE_EMPTY', 1, 1],
    ['a: [1, 2\nb: 3\n', 'YAML_INVALID', 2, 1],
    ['a:\n\tb: 1\n', 'YAML_INVALID', 2, 1],
    ['a: b: c\n', 'YAML_INVALID', 1, 5],
    ['a: "\\q"\n', 'YAML_INVALID', 1, 6],
    ['a: \u0007\n', 'YAML_INVALID', 1, 4],
    ['a: 1\nb: 2\na: 3\n', 'YAML_DUPLICATE_KEY', 3, 1],
    ['a: { x: 1, "x": 2 }\n', 'YAML_DUPLICATE_KEY', 1, 12],
    ['a: &x 1\n', 'YAML_ALIAS', 1, 4],
    ['a: !!int 1\n', 'YAML_TAG', 1, 4],
    ['a: !<tag:yaml.org,2002:js/function> x\n', 'YAML_TAG', 1, 4],
    ['<<: { a: 1 }\nb: 2\n', 'YAML_ALIAS', 1, 1],
    ['__proto__: { admin: true }\n', 'YAML_KEY_INVALID', 1, 1],
    ['"__proto__": { admin: true }\n', 'YAML_KEY_INVALID', 1, 1],
    ['constructor: 1\n', 'YAML_KEY_INVALID', 1, 1],
    [`${'k'.repeat(65)}: 1\n`, 'YAML_KEY_INVALID', 1, 1],
    ['? [a, b]\n: 1\n', 'YAML_KEY_INVALID', 1, 3],
    ['a: 1\n---\nb: 2\n', 'YAML_MANY_DOCUMENTS', 3, 1],
    ['%YAML 1.1\n---\na: 1\n', 'YAML_DIRECTIVE', 1, 1],
  ])('refuses %j', (text, code, line, column) => {
    expect(only(text)).toEqual([[code, line, column]])
  })

  it('repeats nothing of the text that turns the reading direction', () => {
    const [problem] = readYaml('a: !\u202ex!y 1\n').problems
    expect(problem?.code).toBe('YAML_INVALID')
    expect(problem?.found).toMatch(/^[\x20-\x7e]+$/)
  })

  it('refuses an anchor and each of its uses, and takes no value from them', () => {
    const reading = readYaml('a: &x [1]\nb: *x\nc: *x\n')
    expect(reading.problems.map(({ code }) => code)).toEqual(['YAML_ALIAS', 'YAML_ALIAS', 'YAML_ALIAS'])
    expect(reading.value).toEqual({ a: [1], b: undefined, c: undefined })
    expect([reading.spoiled(['a']), reading.spoiled(['b']), reading.spoiled(['b', 'inside'])]).toEqual([
      false,
      true,
      true,
    ])
  })

  it('is not blown up by aliases of aliases', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`).join('\n')
    const began = performance.now()
    const reading = readYaml(`a0: &a0 [x]\n${levels}\n`)
    expect(performance.now() - began).toBeLessThan(1000)
    expect(new Set(reading.problems.map(({ code }) => code))).toEqual(new Set(['YAML_ALIAS']))
  })

  it('never changes a prototype', () => {
    readYaml(
      '__proto__: { polluted: 1 }\na: { __proto__: { polluted: 1 }, constructor: { prototype: { polluted: 1 } } }\n',
    )
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('refuses nesting beyond 32 levels and takes 32', () => {
    expect(only(`${'['.repeat(33)}${']'.repeat(33)}`)).toEqual([['YAML_TOO_DEEP', 1, 33]])
    expect(only(`${'['.repeat(32)}${']'.repeat(32)}`)).toEqual([])
    expect(only('['.repeat(100_000))).toEqual([['YAML_TOO_DEEP', 1, 33]])
    expect(only('- '.repeat(100_000))).toEqual([['YAML_TOO_DEEP', 1, expect.any(Number)]])
  })

  it('refuses more than 1 MiB of bytes and takes 1 MiB', () => {
    expect(only(`a: ${'x'.repeat(1_048_576 - 3)}`)).toEqual([])
    expect(only(`a: ${'x'.repeat(1_048_576 - 2)}`)).toEqual([['FILE_TOO_LARGE', 1, 1]])
    expect(only(`a: ${'é'.repeat(600_000)}`)).toEqual([['FILE_TOO_LARGE', 1, 1]])
  })

  it.each([
    ['0x10', '0x10'],
    ['0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266', '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'],
    ['0o17', '0o17'],
    ['017', '017'],
    ['0b1', '0b1'],
    ['1_000', '1_000'],
    ['1e3', '1e3'],
    ['+1', '+1'],
    ['-0', '-0'],
    ['9007199254740993', '9007199254740993'],
    ['.nan', '.nan'],
    ['2026-09-01', '2026-09-01'],
    ['2026-09-01T00:00:00Z', '2026-09-01T00:00:00Z'],
    ['1:30', '1:30'],
    ['yes', 'yes'],
    ['NO', 'NO'],
    ['"1"', '1'],
    ["'true'", 'true'],
    ['9007199254740991', 9007199254740991],
    ['-5', -5],
    ['1.5', 1.5],
    ['true', true],
    ['~', null],
  ])('reads %s as %j', (source, value) => {
    const { value: document, problems } = readYaml(`a: ${source}\n`)
    expect(problems).toEqual([])
    expect(document).toEqual({ a: value })
    if (typeof value === 'number') expect(Object.is((document as { a: unknown }).a, value)).toBe(true)
  })

  it('locates keys, values and, for what is absent, what is around it', () => {
    const text = 'a:\n  - x: "1"\n    y: [2, 3]\n  -\nb.c: 4\n'
    const { locate } = readYaml(text)
    expect(locate(['a', 0, 'x'])).toEqual({ line: 2, column: 8 })
    expect(locate(['a', 0, 'x'], 'key')).toEqual({ line: 2, column: 5 })
    expect(locate(['a', 0, 'y', 1])).toEqual({ line: 3, column: 12 })
    expect(locate(['a', 0, 'z'])).toEqual({ line: 2, column: 5 })
    expect(locate(['b.c'])).toEqual({ line: 5, column: 6 })
    expect(locate(['nowhere'])).toEqual({ line: 1, column: 1 })
  })
})
