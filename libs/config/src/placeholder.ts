// Values that have shipped as "secrets" in products of this kind. Compared without case, blanks, dashes and underscores.
const known = [
  'changeme',
  'changeit',
  'changethis',
  'default',
  'example',
  'insecure',
  'password',
  'placeholder',
  'replaceme',
  'secret',
  'test',
  'yoursecret',
  'yourapikey',
  'sba3f9c2e1b4d8f7e2a1c3d5e9f2b4a7c8',
];

/**
 * Whether a secret is something that nobody chose at random: a known placeholder (also repeated or padded with digits),
 * or one character over and over.
 */
export function looksLikePlaceholder(value: string): boolean {
  const plain = value.toLowerCase().replace(/[\s_-]/g, '');
  if (new Set(plain).size <= 2) return true;
  const letters = plain.replace(/\d/g, '');
  return known.some((word) => plain === word || letters === word || isRepeated(letters, word));
}

function isRepeated(text: string, word: string): boolean {
  return (
    text.length > word.length && text.length % word.length === 0 && text === word.repeat(text.length / word.length)
  );
}
