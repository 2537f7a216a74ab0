import type { IocType } from '@sentrybox/contracts';
import fc from 'fast-check';
import { contextWith, indicatorOf } from '../../../test/indicator-of';
import { domainAnatomy } from './domain-anatomy.plugin';
import { domainTraits } from './domain-traits';

async function answerFor(text: string, type: IocType = 'domain') {
  const outcome = await domainAnatomy().run(indicatorOf(type, text), contextWith());
  if (outcome.status !== 'ok') throw new Error('It always has something to say.');
  return outcome;
}

const factsOf = async (text: string) => (await answerFor(text)).evidence.flatMap(({ facts }) => facts);

describe('domain anatomy', () => {
  it('takes a name apart at the public suffix list', async () => {
    expect((await answerFor('Login.Shop.example.co.uk')).summary).toEqual({
      domain: 'login.shop.example.co.uk',
      registrable_domain: 'example.co.uk',
      public_suffix: 'co.uk',
      subdomain: 'login.shop',
      is_hosted_name: false,
      unicode: 'login.shop.example.co.uk',
      is_idn: false,
      mixed_scripts: false,
      looks_like: null,
      label_count: 5,
      length: 24,
      entropy: 2.52,
      digit_share: 0,
    });
  });

  it.each([
    ['a.github.io', { registrable_domain: 'a.github.io', public_suffix: 'github.io', is_hosted_name: true }],
    ['github.io', { registrable_domain: null, public_suffix: 'github.io', is_hosted_name: true }],
    ['xn--bcher-kva.de', { unicode: 'bücher.de', is_idn: true, looks_like: null, mixed_scripts: false }],
    ['a_b.example.com', { registrable_domain: 'example.com', subdomain: 'a_b' }],
  ])('knows what %s is', async (domain, summary) => {
    expect((await answerFor(domain)).summary).toMatchObject(summary);
  });

  it('looks at the domain of an e-mail address', async () => {
    expect((await answerFor('Somebody@Mail.Example.com', 'email')).summary).toMatchObject({
      domain: 'mail.example.com',
      registrable_domain: 'example.com',
    });
  });

  it.each([
    ['раypal.com', ['It is spelt to look like paypal.com.', 'One label mixes letters of several scripts.']],
    ['kq3v9z7x1m2p.com', []],
    ['kq3v9z7x1m2pw8.com', ['The registered label looks random (3.81 bits per character).']],
  ])('says what is suspicious about the spelling of %s', async (domain, facts) => {
    expect(await factsOf(domain)).toEqual(facts);
  });

  it.each([
    'example.com',
    'bücher.de',
    'internationalization.com',
    'президент.рф',
    'экспериментальныйпример.рф',
    '電子商取引.jp',
    'github.io',
  ])('finds nothing suspicious about %s', async (domain) => {
    expect(await factsOf(domain)).toEqual([]);
  });

  it('counts all readings of one spelling once, as a suspicion of a weak source', async () => {
    const { evidence } = await answerFor('раypal.com');

    expect(new Set(evidence.map(({ lineage }) => lineage))).toEqual(new Set(['domain_anatomy']));
    for (const each of evidence) expect(each).toMatchObject({ claim: 'suspicious', reliability: 'D', signals: [] });
  });
});

describe('domainTraits', () => {
  it('measures the registered label within its bounds, whatever the name', () => {
    const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/);
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 4 }), (labels) => {
        const traits = domainTraits([...labels, 'com'].join('.'));
        expect(traits.digitShare).toBeGreaterThanOrEqual(0);
        expect(traits.digitShare).toBeLessThanOrEqual(1);
        expect(traits.entropy).toBeGreaterThanOrEqual(0);
        expect(traits.entropy).toBeLessThanOrEqual(Math.log2(Math.max(traits.labelLength, 1)) + 0.01);
        expect(traits.labelCount).toBe(labels.length + 1);
      }),
    );
  });

  it.each([
    ['aaaa.com', 0],
    ['abab.com', 1],
    ['abcd.com', 2],
    ['abcdefgh.com', 3],
  ])('knows the entropy of %s', (domain, bits) => {
    expect(domainTraits(domain).entropy).toBe(bits);
  });
});
