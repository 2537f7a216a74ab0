import { ownCopy } from '../own-copy';
import type { TextView } from '../refang/text-view';
import { accept } from '../refusal';
import { scopeFlags4 } from '../network/ip-scope';
import type { Canonical } from '../vocabulary';

/** Texts repeat their addresses; hostile text fills the slots and gains nothing. */
const SLOTS = 4_096;
const numbers = new Int32Array(SLOTS);
const addresses = new Array<Canonical | undefined>(SLOTS).fill(undefined);

/** The IPv4 address of a number, whose only spelling stands at a range of the view. */
export function knownAddress(value: number, view: TextView, from: number, to: number): Canonical {
  const number = value | 0;
  const slot = (Math.imul(number, 0x9e3779b1) >>> 20) & (SLOTS - 1);
  const known = addresses[slot];
  if (known !== undefined && numbers[slot] === number) return known;
  const address = accept(ownCopy(view.text(from, to)), scopeFlags4(value));
  numbers[slot] = number;
  addresses[slot] = address;
  return address;
}
