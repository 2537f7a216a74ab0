import { canonicaliseYaraRule } from '../artefacts/labelled-text';
import { CLASSES, isSpace, WORD } from '../chars';
import type { TextView } from '../refang/text-view';
import { MAX_INDICATOR_LENGTH } from '../vocabulary';
import { startsWithWord } from './context';
import type { ScanState } from './scan-state';

const MAX_HEADER_LENGTH = 512;

function isIdentifierUnit(code: number): boolean {
  return code < 128 && ((CLASSES[code] ?? 0) & WORD) !== 0 && code !== 45;
}

/** Position of the opening brace after `rule name` and its tags, -1 when no rule starts here. */
function bodyStart(view: TextView, from: number): number {
  let at = from;
  if (!isSpace(view.at(at))) return -1;
  while (at - from < 16 && isSpace(view.at(at))) at += 1;
  const name = at;
  while (at - name <= 128 && isIdentifierUnit(view.at(at))) at += 1;
  if (at === name) return -1;
  for (const limit = at + MAX_HEADER_LENGTH; at < limit; at++) {
    const code = view.at(at);
    if (code === 123) return at;
    if (!isSpace(code) && code !== 58 && !isIdentifierUnit(code)) return -1;
  }
  return -1;
}

/** End of a quoted string or a comment that starts at `at`, `at` itself when none does. */
function skipText(view: TextView, at: number, stop: number): number {
  if (view.at(at) === 34) return stringEnd(view, at, stop);
  if (view.at(at) !== 47) return at;
  if (view.at(at + 1) === 47) return lineEnd(view, at, stop);
  return view.at(at + 1) === 42 ? commentEnd(view, at, stop) : at;
}

function stringEnd(view: TextView, at: number, stop: number): number {
  let index = at + 1;
  while (index < stop && view.at(index) !== 34 && view.at(index) !== 10) index += view.at(index) === 92 ? 2 : 1;
  return index;
}

function lineEnd(view: TextView, at: number, stop: number): number {
  let index = at;
  while (index < stop && view.at(index) !== 10) index += 1;
  return index;
}

function commentEnd(view: TextView, at: number, stop: number): number {
  let index = at + 2;
  while (index < stop && (view.at(index) !== 42 || view.at(index + 1) !== 47)) index += 1;
  return index;
}

interface Body {
  /** One past the closing brace, -1 when the rule does not close. */
  readonly end: number;
  readonly read: number;
}

/** Finds the closing brace; a second rule inside means that this one never closed. */
function readBody(view: TextView, from: number): Body {
  const stop = Math.min(view.length, from + MAX_INDICATOR_LENGTH);
  let depth = 0;
  for (let at = from; at < stop; at++) {
    at = skipText(view, at, stop);
    const code = view.at(at);
    if (code === 123) depth += 1;
    else if (code === 125) {
      depth -= 1;
      if (depth === 0) return { end: at + 1, read: at };
    } else if (
      code === 114 &&
      isSpace(view.at(at - 1)) &&
      startsWithWord(view, at, 'rule ') &&
      bodyStart(view, at + 4) > 0
    ) {
      return { end: -1, read: at - 1 };
    }
  }
  return { end: -1, read: stop };
}

/** The chain is the word "rule". What stands in the rule is read again for the indicators it holds. */
export function scanYaraRule(scanner: ScanState): number {
  const { chain, view, sink } = scanner;
  if (chain.start < scanner.ruleUntil) return -1;
  const brace = bodyStart(view, chain.end);
  if (brace < 0) return -1;
  const body = readBody(view, brace);
  scanner.steps += body.read - chain.end;
  scanner.ruleUntil = body.read;
  if (body.end < 0) return -1;
  const rule = canonicaliseYaraRule(view.text(chain.start, body.end));
  if (rule.ok) sink.emit('yaraRule', rule.value, rule.flags, chain.start, body.end);
  return -1;
}
