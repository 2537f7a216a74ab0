import type { Evidence, Sighting } from '@sentrybox/contracts';
import { lookupIndicators } from '@sentrybox/contracts';
import type { Messages } from '@sentrybox/messaging';
import { evidenceOf } from '../evidence';
import { alwaysReady, localManifest } from '../local-plugin';
import type { FastPlugin, Indicator, PluginContext, PluginOutcome } from '../plugin';
import { unreachableFrom } from '../plugin.errors';
import type { RelatedKey } from './lookup-keys';
import { lookupKeys } from './lookup-keys';

// A listed host makes what lies on it suspect, not guilty.
const relatedFactor = 0.6;

/** What the platform's own sources say of the indicator, its host and its registered domain. */
export class PlatformIntelPlugin implements FastPlugin {
  readonly manifest = localManifest({
    name: 'platform_intel',
    displayName: 'Platform intelligence',
    indicatorTypes: ['ip', 'domain', 'url', 'hash', 'email'],
    categories: ['reputation', 'threat_intelligence'],
    reliability: 'B',
  });

  constructor(private readonly messages: Messages) {}

  readiness() {
    return alwaysReady;
  }

  async run(indicator: Indicator, context: PluginContext): Promise<PluginOutcome> {
    const keys = lookupKeys(indicator);
    const request = { teamId: context.teamId, keys: keys.map(({ type, value }) => ({ type, value })) };
    const answer = await this.messages.ask(lookupIndicators, request).catch(unreachableFrom('The data service'));
    if (answer.sourceCount === 0) return { status: 'skipped', reason: 'No source has been imported yet.' };
    const hits = answer.found.flatMap(({ sightings }, index) => {
      const key = keys[index];
      return key === undefined ? [] : sightings.map((sighting) => ({ key, sighting }));
    });
    const summary = { sources_asked: answer.sourceCount, sightings: hits.length };
    if (hits.length === 0) return { status: 'not_found', summary, link: null };
    return {
      status: 'ok',
      summary: { ...summary, sources: [...new Set(hits.map(({ sighting }) => sighting.sourceName))].sort() },
      evidence: hits.map(({ key, sighting }) => evidenceFrom(key, sighting)),
      observedAt: latest(hits.map(({ sighting }) => sighting.lastSeenAt)),
      link: null,
    };
  }
}

function evidenceFrom({ relation, value }: RelatedKey, sighting: Sighting): Evidence {
  const isItself = relation === 'itself';
  const subject = isItself ? 'It' : `Its ${relation} ${value}`;
  const threats = sighting.threatTypes.length === 0 ? '' : ` as ${sighting.threatTypes.join(', ')}`;
  return evidenceOf({
    claim: sighting.severity === 'info' ? 'context' : isItself ? 'malicious' : 'suspicious',
    strength: sighting.confidence * (isItself ? 1 : relatedFactor),
    reliability: sighting.reliability,
    lineage: sighting.lineage,
    observed_at: new Date(sighting.lastSeenAt).toISOString(),
    facts: [`${subject} is listed by ${sighting.sourceName}${threats}.`],
  });
}

function latest(times: readonly string[]): string | null {
  const newest = Math.max(...times.map((time) => Date.parse(time)));
  return Number.isFinite(newest) ? new Date(newest).toISOString() : null;
}
