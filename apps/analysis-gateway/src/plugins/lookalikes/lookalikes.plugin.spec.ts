import { lookupIndicators, matchWarninglists } from '@sentrybox/contracts';
import { contextWith, indicatorOf, teamId } from '../../../test/indicator-of';
import { aSighting } from '../../../test/sighting';
import { StandInMessages } from '../../../test/stand-in-messages';
import { lookalikes } from './lookalikes.plugin';

interface Keys {
  readonly teamId: string;
  readonly keys: readonly { readonly type: string; readonly value: string }[];
}

/** Data that knows these names: listed by a source, or on a list of well-known names. */
function dataKnowing({ listed = [], wellKnown = [] }: { listed?: string[]; wellKnown?: string[] }): StandInMessages {
  return new StandInMessages()
    .on(lookupIndicators, ({ keys }: Keys) => ({
      sourceCount: 1,
      found: keys.map(({ value }) => ({
        indicatorId: null,
        sightings: listed.includes(value) ? [aSighting({ sourceName: 'feed' })] : [],
      })),
    }))
    .on(matchWarninglists, ({ keys }: Keys) => ({
      listCount: 1,
      entryCount: wellKnown.length,
      matches: keys.map(({ value }) =>
        wellKnown.includes(value) ? [{ list: 'Top sites', description: '', entry: value, signal: null }] : [],
      ),
    }));
}

const contextFor = ({ messages }: StandInMessages) => ({ ...contextWith({ messages }), reference: 'r' });

async function answerFor(domain: string, data: StandInMessages) {
  const step = await lookalikes().submit(indicatorOf('domain', domain), contextFor(data));
  if (step.state !== 'done') throw new Error('It is one step.');
  return step.outcome;
}

describe('look-alike domains', () => {
  it('says which well-known name a domain imitates, and which of its look-alikes are listed', async () => {
    const data = dataKnowing({ listed: ['paypa1s.com'], wellKnown: ['paypal.com'] });

    expect(await answerFor('login.paypa1.com', data)).toMatchObject({
      status: 'ok',
      summary: {
        imitates: [{ domain: 'paypal.com', kind: 'homoglyph', lists: ['Top sites'] }],
        listed_lookalikes: [{ domain: 'paypa1s.com', kind: 'addition', sources: ['feed'] }],
      },
      evidence: [
        {
          claim: 'suspicious',
          lineage: 'lookalikes',
          reliability: 'C',
          facts: ['It differs from paypal.com (on Top sites) by one homoglyph.'],
        },
        { claim: 'context', facts: ['The look-alike paypa1s.com is listed by feed.'] },
      ],
    });
  });

  it('knows a name in the letters of another script for what it reads as', async () => {
    const outcome = await answerFor('раypal.com', dataKnowing({ wellKnown: ['paypal.com'] }));

    expect(outcome).toMatchObject({
      summary: { imitates: [{ domain: 'paypal.com', kind: 'homoglyph' }] },
      evidence: [{ claim: 'suspicious' }],
    });
  });

  it('does not take a well-known name for an imitation of another', async () => {
    const outcome = await answerFor('google.com', dataKnowing({ wellKnown: ['google.com', 'google.net'] }));

    expect(outcome).toMatchObject({ summary: { imitates: [{ domain: 'google.net' }] }, evidence: [] });
  });

  it('says how many names it checked when nobody knows one', async () => {
    const data = dataKnowing({});
    const outcome = await answerFor('example.com', data);

    expect(outcome).toMatchObject({ status: 'ok', summary: { imitates: [], listed_lookalikes: [] }, evidence: [] });
    const asked = data.asked.flatMap(({ request }) => (request as Keys).keys.map(({ value }) => value));
    if (outcome.status !== 'ok') throw new Error('It was ok.');
    expect(new Set(asked).size).toBe(outcome.summary.checked);
    expect(asked).not.toContain('example.com');
  });

  it('asks in portions that the contract allows, for the team of the analysis', async () => {
    const data = dataKnowing({});
    await answerFor(`${'abcdefghijklmnopqrstuvwxyz'.repeat(2)}.com`, data);

    expect(data.asked.length).toBeGreaterThan(2);
    for (const { request } of data.asked) {
      expect((request as Keys).keys.length).toBeLessThanOrEqual(500);
      expect((request as Keys).teamId).toBe(teamId);
    }
  });

  it('skips what nobody registered', async () => {
    expect(await answerFor('github.io', dataKnowing({}))).toEqual({
      status: 'skipped',
      reason: 'The domain is a public suffix; nobody registered it.',
    });
  });

  it.each([lookupIndicators, matchWarninglists])(
    'fails, to be tried again, while data does not answer',
    async (ask) => {
      const data = dataKnowing({}).on(ask, () => {
        throw new Error('away');
      });

      await expect(answerFor('example.com', data)).rejects.toMatchObject({
        pluginCode: 'unreachable',
        isRetryable: true,
      });
    },
  );

  it('does the whole work again when it is asked to poll', async () => {
    const plugin = lookalikes();
    const context = contextFor(dataKnowing({}));
    const indicator = indicatorOf('domain', 'example.com');

    expect(await plugin.poll(indicator, {}, context)).toEqual(await plugin.submit(indicator, context));
  });
});
