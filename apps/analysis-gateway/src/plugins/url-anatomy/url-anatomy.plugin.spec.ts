import { canonicaliseIoc } from '@sentrybox/ioc';
import fc from 'fast-check';
import { contextWith, indicatorOf } from '../../../test/indicator-of';
import { urlAnatomy } from './url-anatomy.plugin';
import { urlTraits } from './url-traits';

async function answerFor(text: string) {
  const outcome = await urlAnatomy().run(indicatorOf('url', text), contextWith());
  if (outcome.status !== 'ok') throw new Error('It always has something to say.');
  return outcome;
}

describe('URL anatomy', () => {
  it('takes a URL apart', async () => {
    const { summary, evidence } = await answerFor('hxxps://Evil[.]example.com:8443/a/b/Setup.EXE?id=1&id=2&q=x#top');

    expect(summary).toEqual({
      scheme: 'https',
      host: 'evil.example.com',
      host_type: 'domain',
      port: 8443,
      has_credentials: false,
      path_depth: 3,
      parameter_names: ['id', 'q'],
      file_extension: 'exe',
      has_nested_url: false,
      length: 61,
    });
    expect(evidence.map(({ facts }) => facts)).toEqual([['It points to a file that runs when opened (.exe).']]);
  });

  it.each([
    ['http://paypal.com@evil.example.com/', /user name or password/],
    ['http://1.2.3.4/', /bare address/],
    ['http://0x01020304/', /bare address/],
    ['http://[2606:4700::1]/', /bare address/],
    ['https://evil.com/r?u=https%3A%2F%2Fbank.com', /nested/],
    ['https://evil.com/https://bank.com/', /nested/],
    ['https://evil.com/a.Js', /\.js/],
  ])('finds what is suspicious about %s', async (url, fact) => {
    const { evidence } = await answerFor(url);

    expect(evidence).toHaveLength(1);
    expect(evidence[0]).toMatchObject({ claim: 'suspicious', reliability: 'D', lineage: 'url_anatomy' });
    expect(evidence[0]?.facts[0]).toMatch(fact);
  });

  it.each([
    'https://example.com/',
    'https://example.com/.exe',
    'https://example.com/a.exe/',
    'https://exe.example.com/a',
  ])('finds nothing suspicious about %s', async (url) => {
    expect((await answerFor(url)).evidence).toEqual([]);
  });

  it.each(['http://127.0.0.1/', 'http://2130706433/', 'http://[::1]/', 'http://10.0.0.1/a.exe', 'http://192.0.2.1/'])(
    'says that %s is not on the internet, and nothing else',
    async (url) => {
      expect((await answerFor(url)).evidence).toMatchObject([{ claim: 'context', signals: ['non_public'] }]);
    },
  );

  it('G01 has an answer for every URL that the platform accepts', () => {
    const part = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom('http', 'https', 'ftp', 'tcp', 'ws'), part, part, part, (scheme, path, query, at) => {
        const url = canonicaliseIoc('url', `${scheme}://${at}example.com/${path}?${query}`);
        if (!url.ok) return;
        const traits = urlTraits(url.value);
        expect(traits.length).toBe(url.value.length);
        expect(traits.hostType).not.toBe('unknown');
      }),
    );
  });

  it('bounds what it takes from a hostile URL', async () => {
    const many = Array.from({ length: 300 }, (_, at) => `p${String(at)}=`).join('&');
    const { summary } = await answerFor(`https://example.com/a.${'x'.repeat(300)}?${many}`);

    expect(summary.parameter_names).toHaveLength(20);
    expect(summary.file_extension).toHaveLength(16);
  });
});
