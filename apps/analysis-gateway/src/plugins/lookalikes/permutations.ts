/** How a permutation differs from the name it was made of. */
type PermutationKind =
  | 'omission'
  | 'repetition'
  | 'transposition'
  | 'replacement'
  | 'homoglyph'
  | 'bit_flip'
  | 'hyphenation'
  | 'addition'
  | 'suffix_swap';

export interface Permutation {
  readonly domain: string;
  readonly kind: PermutationKind;
}

/** Keys next to each other on a QWERTY keyboard. */
// prettier-ignore
const neighbours: Readonly<Record<string, string>> = {
  a: 'qwsz', b: 'vghn', c: 'xdfv', d: 'serfcx', e: 'wsdr', f: 'drtgvc', g: 'ftyhbv', h: 'gyujnb', i: 'ujko',
  j: 'huikmn', k: 'jiolm', l: 'kop', m: 'njk', n: 'bhjm', o: 'iklp', p: 'ol', q: 'wa', r: 'edft', s: 'awedxz',
  t: 'rfgy', u: 'yhji', v: 'cfgb', w: 'qase', x: 'zsdc', y: 'tghu', z: 'asx',
};

/** ASCII spellings that a hurried reader takes for each other. */
const lookAlike: readonly (readonly [string, string])[] = [
  ['o', '0'],
  ['l', '1'],
  ['i', '1'],
  ['i', 'l'],
  ['l', 'i'],
  ['e', '3'],
  ['s', '5'],
  ['m', 'rn'],
  ['w', 'vv'],
  ['d', 'cl'],
  ['0', 'o'],
  ['1', 'l'],
  ['1', 'i'],
  ['rn', 'm'],
  ['vv', 'w'],
  ['cl', 'd'],
];

const commonSuffixes = ['com', 'net', 'org', 'info', 'biz', 'co', 'io', 'app', 'xyz', 'online', 'site', 'top', 'shop'];
const letters = 'abcdefghijklmnopqrstuvwxyz';
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Names that can be taken for `name.suffix`, each once, never the name itself, at most `limit`.
 * @param name the registered label, A-label, lower case
 * @param suffix the public suffix under which it is registered
 */
export function permutations(name: string, suffix: string, limit: number): Permutation[] {
  const found = new Map<string, PermutationKind>();
  const add = (kind: PermutationKind, variants: Iterable<string>) => {
    for (const variant of variants) {
      if (variant !== name && label.test(variant) && !found.has(`${variant}.${suffix}`)) {
        found.set(`${variant}.${suffix}`, kind);
      }
    }
  };
  add('homoglyph', homoglyphs(name));
  add('transposition', transpositions(name));
  add('omission', omissions(name));
  add('repetition', repetitions(name));
  add('replacement', replacements(name));
  add('hyphenation', hyphenations(name));
  add('bit_flip', bitFlips(name));
  add(
    'addition',
    Array.from(letters, (letter) => name + letter),
  );
  for (const other of commonSuffixes) if (other !== suffix) found.set(`${name}.${other}`, 'suffix_swap');
  return [...found].slice(0, limit).map(([domain, kind]) => ({ domain, kind }));
}

function* homoglyphs(name: string): Iterable<string> {
  for (const [from, to] of lookAlike) {
    for (let at = name.indexOf(from); at >= 0; at = name.indexOf(from, at + 1)) {
      yield name.slice(0, at) + to + name.slice(at + from.length);
    }
  }
}

function* transpositions(name: string): Iterable<string> {
  for (let at = 0; at + 1 < name.length; at++) {
    yield name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2);
  }
}

function* omissions(name: string): Iterable<string> {
  for (let at = 0; at < name.length; at++) yield name.slice(0, at) + name.slice(at + 1);
}

function* repetitions(name: string): Iterable<string> {
  for (let at = 0; at < name.length; at++) yield name.slice(0, at) + name.charAt(at) + name.slice(at);
}

function* replacements(name: string): Iterable<string> {
  for (let at = 0; at < name.length; at++) {
    for (const key of neighbours[name.charAt(at)] ?? '') yield name.slice(0, at) + key + name.slice(at + 1);
  }
}

function* hyphenations(name: string): Iterable<string> {
  for (let at = 1; at < name.length; at++) yield `${name.slice(0, at)}-${name.slice(at)}`;
}

// One bit flipped in memory or on the wire turns a request for the name into one for these (bitsquatting).
function* bitFlips(name: string): Iterable<string> {
  for (let at = 0; at < name.length; at++) {
    for (let bit = 0; bit < 7; bit++) {
      const flipped = String.fromCharCode(name.charCodeAt(at) ^ (1 << bit));
      yield name.slice(0, at) + flipped + name.slice(at + 1);
    }
  }
}
