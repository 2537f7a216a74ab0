import type { WarninglistMatch } from '@sentrybox/contracts';
import { matchWarninglists } from '@sentrybox/contracts';
import { contextWith, indicatorOf, teamId } from '../../../test/indicator-of';
import { StandInMessages } from '../../../test/stand-in-messages';
import { warninglists } from './warninglists.plugin';

const dataAnswering = (matches: readonly WarninglistMatch[]) =>
  new StandInMessages().on(matchWarninglists, () => ({ listCount: 4, entryCount: 90, matches: [matches] }));

const answerFor = (data: StandInMessages) =>
  warninglists().run(indicatorOf('ip', '8.8.8.8'), contextWith({ messages: data.messages }));

describe('warninglists', () => {
  it('names the lists and what standing on them means, without taking sides', async () => {
    const data = dataAnswering([
      { list: 'Resolvers', description: '', entry: '8.8.8.0/24', signal: 'known_false_positive' },
      { list: 'Mine', description: '', entry: '8.8.8.8', signal: null },
    ]);

    expect(await answerFor(data)).toMatchObject({
      status: 'ok',
      summary: {
        lists_checked: 4,
        entries_checked: 90,
        matches: 2,
        lists: [
          { list: 'Resolvers', entry: '8.8.8.0/24' },
          { list: 'Mine', entry: '8.8.8.8' },
        ],
      },
      evidence: [
        {
          claim: 'context',
          lineage: 'warninglist:Resolvers',
          signals: ['known_false_positive'],
          facts: ['It matches 8.8.8.0/24 on the list "Resolvers".'],
        },
        { claim: 'context', lineage: 'warninglist:Mine', signals: [] },
      ],
    });
    expect(data.asked).toEqual([
      { name: matchWarninglists.name, request: { teamId, keys: [{ type: 'ipv4', value: '8.8.8.8' }] } },
    ]);
  });

  it('says not_found with what was looked through, because unlisted is only as sure as the lists are complete', async () => {
    expect(await answerFor(dataAnswering([]))).toEqual({
      status: 'not_found',
      summary: { lists_checked: 4, entries_checked: 90, matches: 0 },
      link: null,
    });
  });

  it('fails as unreachable while data does not answer', async () => {
    const away = new StandInMessages().on(matchWarninglists, () => {
      throw new Error('away');
    });

    await expect(answerFor(away)).rejects.toMatchObject({ pluginCode: 'unreachable', isRetryable: true });
  });
});
