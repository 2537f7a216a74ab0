import { isAlnum } from '../chars';

/** Disguised schemes and what they stand for. Real schemes map to themselves so that one look-up tells both. */
const SCHEMES: ReadonlyMap<string, string> = new Map([
  ...[
    'http',
    'hxxp',
    'hxtp',
    'htxp',
    'hxxxp',
    'h**p',
    'hzzp',
    'hyyp',
    'h__p',
    'httx',
    'hppt',
    'meow',
    'hxp',
    'ht*p',
    'h*tp',
    'hxpp',
    'hxxt',
    'nxxp',
  ].map((word) => [word, 'http'] as const),
  ...[
    'https',
    'hxxps',
    'hxtps',
    'htxps',
    'hxxxps',
    'h**ps',
    'hzzps',
    'hyyps',
    'h__ps',
    'httxs',
    'hxps',
    'meows',
    'hxxsp',
    'httpx',
    'hxxpx',
    'ht*ps',
    'h*tps',
    'hxpps',
    'nxxps',
  ].map((word) => [word, 'https'] as const),
  ...['ftp', 'fxp', 'ftxp', 'fxxp', 'f*p', 'fxtp'].map((word) => [word, 'ftp'] as const),
  ...['ftps', 'fxps', 'ftxps'].map((word) => [word, 'ftps'] as const),
  ...['sftp', 'sfxp', 'sftxp'].map((word) => [word, 'sftp'] as const),
  ...['txp', 'tcp', 'txxp'].map((word) => [word, 'tcp'] as const),
]);

export const MAX_SCHEME_LENGTH = 8;

/** The scheme a word disguises, the word itself when it is one already, undefined for anything else. */
export function plainScheme(word: string): string | undefined {
  return SCHEMES.get(word.toLowerCase());
}

/** May the unit stand in a scheme as disguised? */
export function isSchemeUnit(code: number): boolean {
  return isAlnum(code) || code === 42 || code === 95;
}
