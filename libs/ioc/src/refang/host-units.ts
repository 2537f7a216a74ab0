import { classOf, LOCAL, WORD } from '../chars';
import { isLabelUnit } from '../names/unicode-scripts';

/** May the unit stand in a host name? */
export function isHostUnit(code: number): boolean {
  return code < 128 ? (classOf(code) & WORD) !== 0 : isLabelUnit(code);
}

/** May the unit stand in the local part of an e-mail address? */
export function isLocalUnit(code: number): boolean {
  return code < 128 ? (classOf(code) & LOCAL) !== 0 : isLabelUnit(code);
}
