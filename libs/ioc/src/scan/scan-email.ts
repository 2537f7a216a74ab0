import { asciiSet, isAlnum, isIn } from '../chars';
import { canonicaliseEmail } from '../names/email';
import { isHostUnit, isLocalUnit } from '../refang/host-units';
import { isUnspacedScript } from '../names/unicode-scripts';
import type { TextView } from '../refang/text-view';
import { lineBefore } from './context';
import type { ScanState } from './scan-state';

const MAX_LOCAL_LENGTH = 64;
const MAX_DOMAIN_LENGTH = 254;
const SHELL_LOOKBEHIND = 40;

/** Start of the local part: back over its characters, then forward over quotes and slashes that cannot begin one. */
function localStart(view: TextView, at: number): number {
  let from = at;
  // `发送到billing@evil.com`: a sentence without blanks goes on into the address.
  const isNarrow = isAlnum(view.at(at - 1));
  while (at - from <= MAX_LOCAL_LENGTH && from > 0 && isLocalUnit(view.at(from - 1))) {
    if (isNarrow && isUnspacedScript(view.at(from - 1))) break;
    from -= 1;
  }
  while (from < at && !isAlnum(view.at(from)) && view.at(from) < 128 && view.at(from) !== 95) from += 1;
  return from;
}

/** `o'brien`, and no quote around the address. */
function isApostrophe(view: TextView, from: number, index: number): boolean {
  if (!isAlnum(view.at(index - 1)) || !isAlnum(view.at(index + 1)) || view.at(from - 1) === 39) return false;
  return index - from <= 2 && index > from;
}

/** Characters that quote or join addresses far more often than they belong to one. */
function cutLocal(view: TextView, from: number, at: number, end: number): number {
  // `<prvs=12ab=bob@evil.com>`: the brackets say where an envelope's address starts.
  const isEnclosed = view.at(from - 1) === 60 && view.at(end) === 62;
  for (let index = at - 1; index >= from; index--) {
    const code = view.at(index);
    if (!isIn(CUTTING, code) || (isEnclosed && code === 61)) continue;
    if (code !== 39 || !isApostrophe(view, from, index)) return index + 1;
  }
  return from;
}

const CUTTING = asciiSet("'`=/?|{");

function domainEnd(view: TextView, from: number): number {
  let at = from;
  while (at - from < MAX_DOMAIN_LENGTH) {
    const code = view.at(at);
    if (!isHostUnit(code) && !(code === 46 && isHostUnit(view.at(at + 1)))) break;
    if (isUnspacedScript(code) && isAlnum(view.at(at - 1))) break;
    at += 1;
  }
  while (at > from && (view.at(at - 1) === 45 || view.at(at - 1) === 95)) at -= 1;
  return at;
}

/** `scp key root@host:/tmp` and `git@host:team/project` name a login, not a mailbox. */
function isRemoteLogin(view: TextView, from: number, at: number, end: number): boolean {
  if (view.at(end) !== 58 && !mayNameShell(view, from)) return false;
  if (view.at(end) !== 58) return /\b(?:ssh|sftp)\s(?:-\S+\s\S*\s?)?$/u.test(lineBefore(view, from, SHELL_LOOKBEHIND));
  const next = view.at(end + 1);
  if (next === 47 || next === 126 || view.text(from, at) === 'git') return true;
  return isAlnum(next) && /\b(?:scp|rsync|sftp|git clone)\s/u.test(lineBefore(view, from, 120));
}

/** Is there an `sh` or an `sf` on the way back to where `ssh` or `sftp` would stand? */
function mayNameShell(view: TextView, at: number): boolean {
  for (let index = Math.max(at - SHELL_LOOKBEHIND, 0); index < at; index++) {
    const code = view.at(index) | 32;
    if (code === 115) {
      const next = view.at(index + 1) | 32;
      if (next === 104 || next === 102) return true;
    }
  }
  return false;
}

/** The chain ends at an @. Answers where to go on, -1 when this is no address. */
export function scanEmail(scanner: ScanState): number {
  const { chain, view, sink } = scanner;
  const at = chain.end;
  const end = domainEnd(view, at + 1);
  scanner.steps += end - at;
  if (end < at + 4) return -1;
  const from = cutLocal(view, localStart(view, at), at, end);
  const address = at - from > MAX_LOCAL_LENGTH ? undefined : canonicaliseEmail(view.text(from, end));
  if (address?.ok !== true || isRemoteLogin(view, from, at, end)) return -1;
  sink.emit('email', address.value, address.flags, from, end);
  if (sink.wantsDerived) {
    const domain = address.value.slice(address.value.lastIndexOf('@') + 1);
    sink.emit('domainOfEmail', domain, address.flags, at + 1, end, { type: 'email', value: address.value });
  }
  return end;
}
