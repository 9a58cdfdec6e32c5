import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import { shown } from '../shown.ts'
import { type Path, pathText } from './path-text.ts'
import { plainScalar } from './plain-scalar.ts'
import type { TreeProblem, YamlTree } from './yaml-tree.ts'

const longestKey = 64
const prototypeKeys = new Set(['__proto__', 'constructor', 'prototype'])

/** Builds plain JSON from the parser's events. Values come from here alone: no tag, alias or merge key ever acts. */
export function documentTree(source: string, events: readonly Event[]): YamlTree {
  return new Builder(source, events).build()
}

class Builder {
  private readonly source: string
  private readonly events: readonly Event[]
  private next = 0
  private readonly keys = new Map<string, number>()
  private readonly values = new Map<string, number>()
  private readonly spoiled = new Set<string>()
  private readonly problems: TreeProblem[] = []

  constructor(source: string, events: readonly Event[]) {
    this.source = source
    this.events = events
  }

  build(): YamlTree {
    const value = this.document()
    const { keys, values, spoiled, problems } = this
    return { value, keys, values, spoiled, problems }
  }

  private document(): unknown {
    const first = this.take()
    if (first?.type === EVENT_ID.DOCUMENT && first.directives.length > 0) {
      this.refuse('YAML_DIRECTIVE', [], 0, 'a directive', 'none')
    }
    const inside = this.events[this.next]
    if (inside === undefined || inside.type === EVENT_ID.POP || this.isNothing(inside)) {
      this.refuse('FILE_EMPTY', [], 0, 'nothing', 'a description')
      return undefined
    }
    const value = this.node([], 0)
    this.take()
    if (this.next < this.events.length) {
      this.refuse('YAML_MANY_DOCUMENTS', [], this.startOfNext(), 'another document', 'one document')
    }
    return value
  }

  private node(path: Path, fallback: number): unknown {
    const event = this.take()
    if (event === undefined) return undefined
    const at = startOf(event, fallback)
    this.values.set(pathText(path), at)
    if (event.type === EVENT_ID.ALIAS) {
      this.spoiled.add(pathText(path))
      this.refuse('YAML_ALIAS', path, at, 'an alias', 'the value itself')
      return undefined
    }
    this.refuseProperties(event, path)
    if (event.type === EVENT_ID.SEQUENCE) return this.sequence(path, at)
    if (event.type === EVENT_ID.MAPPING) return this.mapping(path, at)
    if (event.type === EVENT_ID.SCALAR) return this.scalar(event)
    return undefined
  }

  private sequence(path: Path, at: number): unknown[] {
    const items: unknown[] = []
    while (this.events[this.next]?.type !== EVENT_ID.POP) items.push(this.node([...path, items.length], at))
    this.take()
    return items
  }

  private mapping(path: Path, at: number): Record<string, unknown> {
    const entries: Record<string, unknown> = {}
    while (this.events[this.next]?.type !== EVENT_ID.POP) {
      const event = this.events[this.next]
      const keyAt = event === undefined ? at : startOf(event, at)
      const key = this.key(path, keyAt)
      if (key === undefined || Object.hasOwn(entries, key)) {
        if (key !== undefined) this.refuse('YAML_DUPLICATE_KEY', [...path, key], keyAt, shown(key), 'each key once')
        this.skip()
      } else {
        this.keys.set(pathText([...path, key]), keyAt)
        entries[key] = this.node([...path, key], keyAt)
      }
    }
    this.take()
    return entries
  }

  /** A key that may be used, or undefined when it was refused. */
  private key(path: Path, at: number): string | undefined {
    const event = this.events[this.next]
    if (event?.type !== EVENT_ID.SCALAR) {
      const code = event?.type === EVENT_ID.ALIAS ? 'YAML_ALIAS' : 'YAML_KEY_INVALID'
      this.refuse(code, path, at, 'a key that is not a word', 'a field name')
      this.skip()
      return undefined
    }
    this.take()
    this.refuseProperties(event, path)
    const key = getScalarValue(this.source, event)
    if (key === '<<') {
      this.refuse('YAML_ALIAS', path, at, 'a merge key', 'the fields themselves')
      return undefined
    }
    if (key === '' || key.length > longestKey || /[\r\n]/.test(key) || prototypeKeys.has(key)) {
      this.refuse('YAML_KEY_INVALID', path, at, shown(key), 'a field name')
      return undefined
    }
    return key
  }

  private scalar(event: ScalarEvent): unknown {
    const text = getScalarValue(this.source, event)
    return event.style === SCALAR_STYLE.PLAIN ? plainScalar(text) : text
  }

  private refuseProperties(event: Event, path: Path): void {
    if (!('tagStart' in event)) return
    const { anchorStart, anchorEnd, tagStart, tagEnd } = event
    if (anchorStart >= 0) {
      this.refuse(
        'YAML_ALIAS',
        path,
        anchorStart - 1,
        `&${shownPart(this.source, anchorStart, anchorEnd)}`,
        'no anchor',
      )
    }
    if (tagStart >= 0) this.refuse('YAML_TAG', path, tagStart, shownPart(this.source, tagStart, tagEnd), 'no tag')
  }

  private refuse(code: TreeProblem['code'], path: Path, offset: number, found: string, expected: string): void {
    this.problems.push({ code, path, offset, found, expected })
  }

  /** Passes over one whole node. */
  private skip(): void {
    let depth = 0
    do {
      const event = this.take()
      if (event?.type === EVENT_ID.POP) depth -= 1
      else if (event?.type === EVENT_ID.MAPPING || event?.type === EVENT_ID.SEQUENCE) depth += 1
    } while (depth > 0)
  }

  private isNothing(event: Event): boolean {
    return event.type === EVENT_ID.SCALAR && event.valueStart < 0 && event.anchorStart < 0 && event.tagStart < 0
  }

  private startOfNext(): number {
    const event = this.events.slice(this.next).find((each) => startOf(each, -1) >= 0)
    return event === undefined ? this.source.length : startOf(event, 0)
  }

  private take(): Event | undefined {
    const event = this.events[this.next]
    this.next += 1
    return event
  }
}

/** Where a node begins, its quotation mark or `*` included. */
function startOf(event: Event, fallback: number): number {
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1
  if (event.type === EVENT_ID.SCALAR && event.valueStart >= 0) {
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED
    return event.valueStart - (quoted ? 1 : 0)
  }
  return event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE ? event.start : fallback
}

function shownPart(source: string, start: number, end: number): string {
  return shown(source.slice(start, end)).slice(1, -1)
}
