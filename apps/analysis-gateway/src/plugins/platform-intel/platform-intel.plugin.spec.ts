import type { IocType, Sighting } from '@sentrybox/contracts';
import { lookupIndicators } from '@sentrybox/contracts';
import { contextWith, indicatorOf, teamId } from '../../../test/indicator-of';
import { aSighting } from '../../../test/sighting';
import { StandInMessages } from '../../../test/stand-in-messages';
import { platformIntel } from './platform-intel.plugin';

interface Keys {
  readonly keys: readonly { readonly value: string }[];
}

/** Data whose sources say this of these values. */
function dataKnowing(sightings: Readonly<Record<string, readonly Sighting[]>>, sourceCount = 3): StandInMessages {
  return new StandInMessages().on(lookupIndicators, ({ keys }: Keys) => ({
    sourceCount,
    found: keys.map(({ value }) => ({ indicatorId: null, sightings: sightings[value] ?? [] })),
  }));
}

const answerFor = (type: IocType, text: string, data: StandInMessages) =>
  platformIntel().run(indicatorOf(type, text), contextWith({ messages: data.messages }));

describe('platform intelligence', () => {
  it.each([
    ['ip', '1.2.3.4', ['ipv4 1.2.3.4']],
    ['ip', '2001:DB8::1', ['ipv6 2001:db8::1']],
    ['domain', 'a.b.example.com', ['domain a.b.example.com', 'domain example.com']],
    ['domain', 'example.com', ['domain example.com']],
    ['domain', 'a.github.io', ['domain a.github.io']],
    ['url', 'http://a.example.com/x', ['url http://a.example.com/x', 'domain a.example.com', 'domain example.com']],
    ['url', 'http://1.2.3.4/', ['url http://1.2.3.4/', 'ipv4 1.2.3.4']],
    ['url', 'http://[2001:db8::1]/', ['url http://[2001:db8::1]/', 'ipv6 2001:db8::1']],
    ['email', 'x@a.example.com', ['email x@a.example.com', 'domain a.example.com', 'domain example.com']],
    ['hash', 'D41D8CD98F00B204E9800998ECF8427E', ['md5 d41d8cd98f00b204e9800998ecf8427e']],
  ] as const)('looks up the %s %s and what it stands on, in the team of the analysis', async (type, text, keys) => {
    const data = dataKnowing({});
    await answerFor(type, text, data);

    expect(data.asked).toEqual([
      {
        name: lookupIndicators.name,
        request: { teamId, keys: keys.map((key) => ({ type: key.split(' ')[0], value: key.split(' ')[1] })) },
      },
    ]);
  });

  it('passes on what a source says: how strongly, how reliable, since when, of which descent', async () => {
    const sighting = aSighting({
      sourceName: 'URLhaus',
      lineage: 'urlhaus',
      reliability: 'A',
      confidence: 0.7,
      threatTypes: ['c2', 'malware'],
    });

    expect(await answerFor('ip', '1.2.3.4', dataKnowing({ '1.2.3.4': [sighting] }))).toEqual({
      status: 'ok',
      summary: { sources_asked: 3, sightings: 1, sources: ['URLhaus'] },
      evidence: [
        {
          claim: 'malicious',
          strength: 0.7,
          reliability: 'A',
          lineage: 'urlhaus',
          observed_at: '2026-05-20T00:00:00.000Z',
          facts: ['It is listed by URLhaus as c2, malware.'],
          signals: [],
          reference: null,
        },
      ],
      observedAt: '2026-05-20T00:00:00.000Z',
      link: null,
    });
  });

  it('takes what stands on a listed host for suspect, not for guilty', async () => {
    const known = { 'example.com': [aSighting({ confidence: 1 })] };

    expect(await answerFor('url', 'http://a.example.com/', dataKnowing(known))).toMatchObject({
      evidence: [
        { claim: 'suspicious', strength: 0.6, facts: ['Its registered domain example.com is listed by feed.'] },
      ],
    });
    expect(await answerFor('email', 'x@example.com', dataKnowing(known))).toMatchObject({
      evidence: [{ claim: 'suspicious', facts: ['Its mail domain example.com is listed by feed.'] }],
    });
  });

  it('does not accuse by what a source merely mentions', async () => {
    const outcome = await answerFor('ip', '1.2.3.4', dataKnowing({ '1.2.3.4': [aSighting({ severity: 'info' })] }));

    expect(outcome).toMatchObject({ status: 'ok', evidence: [{ claim: 'context' }] });
  });

  it('says not_found where sources were asked, and skipped where there is none', async () => {
    expect(await answerFor('ip', '1.2.3.4', dataKnowing({}))).toEqual({
      status: 'not_found',
      summary: { sources_asked: 3, sightings: 0 },
      link: null,
    });
    expect(await answerFor('ip', '1.2.3.4', dataKnowing({}, 0))).toEqual({
      status: 'skipped',
      reason: 'No source has been imported yet.',
    });
  });

  it('dates the answer by the newest sighting', async () => {
    const sightings = ['2026-01-01T00:00:00Z', '2026-03-01T00:00:00.500Z', '2026-02-01T00:00:00Z'].map((lastSeenAt) =>
      aSighting({ lastSeenAt }),
    );

    expect(await answerFor('ip', '1.2.3.4', dataKnowing({ '1.2.3.4': sightings }))).toMatchObject({
      observedAt: '2026-03-01T00:00:00.500Z',
    });
  });

  it('fails as unreachable, never as clean, while data does not answer', async () => {
    const away = new StandInMessages().on(lookupIndicators, () => {
      throw new Error('away');
    });

    await expect(answerFor('ip', '1.2.3.4', away)).rejects.toMatchObject({ pluginCode: 'unreachable' });
  });
});
