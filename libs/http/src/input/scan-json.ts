import type { JsonLimits } from './json-limits';

export type JsonFault = 'depth' | 'keys' | 'forbidden_key' | 'duplicate_key';

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Looks through JSON text once, before it is parsed, for what a parser would accept but a service should not: deep
 * nesting, masses of keys, keys that reach prototypes (also when written with escapes), duplicates. Linear in the
 * text's length, memory linear in depth and keys. Says nothing about whether the text is JSON.
 */
export function scanJson(text: string, limits: JsonLimits): JsonFault | undefined {
  const scan = new JsonScan(limits);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      const end = endOfString(text, index + 1);
      if (isKey(text, end)) {
        const fault = scan.key(text, index, end);
        if (fault !== undefined) return fault;
      }
      index = end;
    } else if (code === openBrace || code === openBracket) {
      if (!scan.open()) return 'depth';
    } else if (code === closeBrace || code === closeBracket) {
      scan.close();
    }
  }
  return undefined;
}

class JsonScan {
  private depth = 0;
  private keys = 0;
  private readonly keysAt: number[] = [];
  private readonly namesAt: (Set<string> | undefined)[] = [];

  constructor(private readonly limits: JsonLimits) {}

  open(): boolean {
    this.depth += 1;
    this.keysAt[this.depth] = 0;
    this.namesAt[this.depth] = undefined;
    return this.depth <= this.limits.maxDepth;
  }

  close(): void {
    if (this.depth > 0) this.depth -= 1;
  }

  key(text: string, start: number, end: number): JsonFault | undefined {
    this.keys += 1;
    const here = (this.keysAt[this.depth] ?? 0) + 1;
    this.keysAt[this.depth] = here;
    if (this.keys > this.limits.maxKeys || here > this.limits.maxKeysPerObject) return 'keys';
    const name = nameOf(text, start, end);
    if (forbidden.has(name)) return 'forbidden_key';
    return this.limits.refusesDuplicates && this.isSecond(name) ? 'duplicate_key' : undefined;
  }

  private isSecond(name: string): boolean {
    const names = (this.namesAt[this.depth] ??= new Set());
    if (names.has(name)) return true;
    names.add(name);
    return false;
  }
}

/** Index of the closing quote, or the text's length. */
function endOfString(text: string, from: number): number {
  let index = from;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === quote) return index;
    index += code === backslash ? 2 : 1;
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  let index = end + 1;
  while (index < text.length && isBlank(text.charCodeAt(index))) index += 1;
  return text.charCodeAt(index) === colon;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

function nameOf(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end);
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(text.slice(start, end + 1)));
  } catch {
    return raw; // not JSON: the parser that runs next refuses it
  }
}
