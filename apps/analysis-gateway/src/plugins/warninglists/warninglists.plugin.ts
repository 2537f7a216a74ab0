import { matchWarninglists } from '@sentrybox/contracts';
import { defineFastPlugin } from '../contract/define-plugin';
import { localExposure } from '../contract/local-exposure';
import { unreachableFrom } from '../contract/plugin.errors';

/** Whether the indicator stands on a list of well-known values: special-use ranges, public resolvers, test files, imports. */
export const warninglists = () =>
  defineFastPlugin({
    manifest: {
      ...localExposure,
      name: 'warninglists',
      displayName: 'Warninglists',
      description: 'Looks the indicator up on the lists of well-known values that the platform keeps.',
      class: 'local',
      indicatorTypes: ['ip', 'domain', 'url', 'hash', 'email'],
      categories: ['context', 'known_good'],
      reliability: 'A',
      deadlineMs: 2_000,
      rules: {
        listed: {
          when: 'It matches an entry of a list. Each list says what that means for other evidence.',
          claim: 'context',
          strength: 1,
        },
      },
    },

    async run({ type, value }, { teamId, messages }) {
      const answer = await messages
        .ask(matchWarninglists, { teamId, keys: [{ type, value }] })
        .catch(unreachableFrom('The data service'));
      const matches = answer.matches[0] ?? [];
      const summary = { lists_checked: answer.listCount, entries_checked: answer.entryCount, matches: matches.length };
      if (matches.length === 0) return { status: 'not_found', summary };
      return {
        status: 'ok',
        summary: { ...summary, lists: matches.map(({ list, entry }) => ({ list, entry })) },
        statements: matches.map(({ list, entry, signal }) => ({
          rule: 'listed',
          lineage: `warninglist:${list}`,
          facts: [`It matches ${entry} on the list "${list}".`],
          signals: signal === null ? [] : [signal],
        })),
      };
    },
  });
