import type { Evidence, WarninglistMatch } from '@sentrybox/contracts';
import { matchWarninglists } from '@sentrybox/contracts';
import type { Messages } from '@sentrybox/messaging';
import { evidenceOf } from '../evidence';
import { alwaysReady, localManifest } from '../local-plugin';
import type { FastPlugin, Indicator, PluginContext, PluginOutcome } from '../plugin';
import { unreachableFrom } from '../plugin.errors';

/** Whether the indicator stands on a list of well-known values: special-use ranges, public resolvers, test files, imports. */
export class WarninglistsPlugin implements FastPlugin {
  readonly manifest = localManifest({
    name: 'warninglists',
    displayName: 'Warninglists',
    indicatorTypes: ['ip', 'domain', 'url', 'hash', 'email'],
    categories: ['context', 'known_good'],
    reliability: 'A',
  });

  constructor(private readonly messages: Messages) {}

  readiness() {
    return alwaysReady;
  }

  async run({ type, value }: Indicator, { teamId }: PluginContext): Promise<PluginOutcome> {
    const answer = await this.messages
      .ask(matchWarninglists, { teamId, keys: [{ type, value }] })
      .catch(unreachableFrom('The data service'));
    const matches = answer.matches[0] ?? [];
    const summary = { lists_checked: answer.listCount, entries_checked: answer.entryCount, matches: matches.length };
    if (matches.length === 0) return { status: 'not_found', summary, link: null };
    return {
      status: 'ok',
      summary: { ...summary, lists: matches.map(({ list, entry }) => ({ list, entry })) },
      evidence: matches.map(evidenceFrom),
      observedAt: null,
      link: null,
    };
  }
}

function evidenceFrom({ list, entry, signal }: WarninglistMatch): Evidence {
  return evidenceOf({
    claim: 'context',
    reliability: 'A',
    lineage: `warninglist:${list}`,
    facts: [`It matches ${entry} on the list "${list}".`],
    signals: signal === null ? [] : [signal],
  });
}
