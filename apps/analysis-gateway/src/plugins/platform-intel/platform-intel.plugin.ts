import type { Sighting } from '@sentrybox/contracts';
import { lookupIndicators } from '@sentrybox/contracts';
import { defineFastPlugin } from '../contract/define-plugin';
import type { Statement } from '../contract/evidence-rules';
import { localExposure } from '../contract/local-exposure';
import { unreachableFrom } from '../contract/plugin.errors';
import type { RelatedKey } from './lookup-keys';
import { lookupKeys } from './lookup-keys';

// A listed host makes what lies on it suspect, not guilty.
const relatedFactor = 0.6;

const rules = {
  listed: {
    when: 'A source of the platform lists the indicator itself.',
    claim: 'malicious',
    strength: { least: 0, most: 1, by: "the source's confidence" },
  },
  host_listed: {
    when: 'A source of the platform lists the host, the registered domain or the mail domain.',
    claim: 'suspicious',
    strength: { least: 0, most: relatedFactor, by: `${relatedFactor} of the source's confidence` },
  },
  informational: {
    when: 'A source lists it with the severity info.',
    claim: 'context',
    strength: { least: 0, most: 1, by: "the source's confidence" },
  },
} as const;
type Rule = keyof typeof rules;

/** What the platform's own sources say of the indicator, its host and its registered domain. */
export const platformIntel = () =>
  defineFastPlugin({
    manifest: {
      ...localExposure,
      name: 'platform_intel',
      displayName: 'Platform intelligence',
      description: "Looks the indicator, its host and its registered domain up in the platform's own sources.",
      class: 'local',
      indicatorTypes: ['ip', 'domain', 'url', 'hash', 'email'],
      categories: ['reputation', 'threat_intelligence'],
      reliability: 'B',
      deadlineMs: 2_000,
      rules,
    },

    async run(indicator, { teamId, messages }) {
      const keys = lookupKeys(indicator);
      const request = { teamId, keys: keys.map(({ type, value }) => ({ type, value })) };
      const answer = await messages.ask(lookupIndicators, request).catch(unreachableFrom('The data service'));
      if (answer.sourceCount === 0) return { status: 'skipped', reason: 'No source has been imported yet.' };
      const hits = answer.found.flatMap(({ sightings }, index) => {
        const key = keys[index];
        return key === undefined ? [] : sightings.map((sighting) => ({ key, sighting }));
      });
      const summary = { sources_asked: answer.sourceCount, sightings: hits.length };
      if (hits.length === 0) return { status: 'not_found', summary };
      return {
        status: 'ok',
        summary: { ...summary, sources: [...new Set(hits.map(({ sighting }) => sighting.sourceName))].sort() },
        statements: hits.map(({ key, sighting }) => statementOn(key, sighting)),
        observedAt: latest(hits.map(({ sighting }) => sighting.lastSeenAt)),
      };
    },
  });

function statementOn({ relation, value }: RelatedKey, sighting: Sighting): Statement<Rule> {
  const isItself = relation === 'itself';
  const subject = isItself ? 'It' : `Its ${relation} ${value}`;
  const threats = sighting.threatTypes.length === 0 ? '' : ` as ${sighting.threatTypes.join(', ')}`;
  return {
    rule: sighting.severity === 'info' ? 'informational' : isItself ? 'listed' : 'host_listed',
    strength: sighting.confidence * (isItself ? 1 : relatedFactor),
    reliability: sighting.reliability,
    lineage: sighting.lineage,
    observedAt: new Date(sighting.lastSeenAt).toISOString(),
    facts: [`${subject} is listed by ${sighting.sourceName}${threats}.`],
  };
}

function latest(times: readonly string[]): string | null {
  const newest = Math.max(...times.map((time) => Date.parse(time)));
  return Number.isFinite(newest) ? new Date(newest).toISOString() : null;
}
