/** The inputs that make other extractors hang, each repeated to any length. */
export const ADVERSARIAL_FAMILIES: Readonly<Record<string, string>> = {
  labels: 'a.',
  octets: '1.',
  colons: ':',
  ats: '@a',
  schemes: 'http://',
  marks: '[.]',
  hexadecimal: 'deadbeef',
  brackets: '(',
  backslashes: '\\',
  long_label: 'a',
  long_path: '/a',
  zero_widths: '\u200B',
  nested_urls: 'http://a.com/',
  percent_encoded: 'http%3A%2F%2Fa.com%2F',
  addresses: 'a@a.com',
  hex_pairs: 'a:',
};
