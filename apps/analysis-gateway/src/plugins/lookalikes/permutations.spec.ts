import fc from 'fast-check';
import { permutations } from './permutations';

const domainsOf = (name: string, kind: string) =>
  permutations(name, 'com', 10_000)
    .filter((each) => each.kind === kind)
    .map((each) => each.domain);

describe('permutations', () => {
  it.each([
    ['homoglyph', 'paypa1.com'],
    ['homoglyph', 'paypai.com'],
    ['omission', 'papal.com'],
    ['repetition', 'ppaypal.com'],
    ['transposition', 'pyapal.com'],
    ['replacement', 'pzypal.com'],
    ['hyphenation', 'pay-pal.com'],
    ['addition', 'paypalx.com'],
    ['bit_flip', 'qaypal.com'],
    ['suffix_swap', 'paypal.net'],
  ])('makes the %s %s of paypal.com', (kind, domain) => {
    expect(domainsOf('paypal', kind)).toContain(domain);
  });

  it('makes only valid names, each once and never the name itself', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/), (name) => {
        const domains = permutations(name, 'com', 10_000).map((each) => each.domain);
        expect(new Set(domains).size).toBe(domains.length);
        expect(domains).not.toContain(`${name}.com`);
        for (const domain of domains) expect(domain).toMatch(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.[a-z]+$/);
      }),
    );
  });

  it('stops at the limit', () => {
    expect(permutations('a-rather-long-name', 'com', 50)).toHaveLength(50);
  });
});
