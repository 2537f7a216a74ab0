import type { Evidence } from '@sentrybox/contracts';
import { lookupIndicators, matchWarninglists } from '@sentrybox/contracts';
import { domainParts, isHomoglyph, skeleton, toUnicode } from '@sentrybox/ioc';
import type { Messages } from '@sentrybox/messaging';
import { evidenceOf } from '../evidence';
import { alwaysReady, localManifest } from '../local-plugin';
import type { Indicator, PluginContext, PluginOutcome, SlowPlugin, SlowStep } from '../plugin';
import { unreachableFrom } from '../plugin.errors';
import type { Permutation } from './permutations';
import { permutations } from './permutations';

const batchSize = 500;
const maxPermutations = 2_000;

/** A permutation that somebody knows: a source that lists it, or a list of well-known names that it stands on. */
interface Known extends Permutation {
  readonly sources: readonly string[];
  readonly lists: readonly string[];
}

/** Names that can be taken for this domain: which of them the platform's sources list, and which well-known name it imitates. */
export class LookalikesPlugin implements SlowPlugin {
  readonly manifest = {
    ...localManifest({
      name: 'lookalikes',
      displayName: 'Look-alike domains',
      indicatorTypes: ['domain'],
      categories: ['context', 'brand'],
      reliability: 'C',
    }),
    class: 'slow',
    deadlineMs: 30_000,
  } as const;
  readonly maxTotalMs = 300_000;

  constructor(private readonly messages: Messages) {}

  readiness() {
    return alwaysReady;
  }

  async submit(indicator: Indicator, context: PluginContext): Promise<SlowStep> {
    return { state: 'done', outcome: await this.lookUp(indicator.value, context.teamId) };
  }

  // The whole work is one step, so there is never anything to poll; asked again, it is simply done again.
  poll(indicator: Indicator, _ticket: unknown, context: PluginContext): Promise<SlowStep> {
    return this.submit(indicator, context);
  }

  private async lookUp(domain: string, teamId: string): Promise<PluginOutcome> {
    const { registrable, suffix } = domainParts(domain);
    const name = registrable?.slice(0, -suffix.length - 1) ?? '';
    if (name === '') return { status: 'skipped', reason: 'The domain is a public suffix; nobody registered it.' };
    const itself = `${name}.${suffix}`;
    const candidates = [...disguised(itself), ...permutations(name, suffix, maxPermutations)];
    const known: Known[] = [];
    for (let at = 0; at < candidates.length; at += batchSize) {
      known.push(...(await this.knownOf(candidates.slice(at, at + batchSize), teamId)));
    }
    // A well-known name is nobody's imitation: google.com does not pose as google.net.
    const isWellKnown = known.some((each) => each.lists.length > 0) && (await this.isOnList(itself, teamId));
    return outcomeOf(candidates.length, known, isWellKnown);
  }

  private async isOnList(domain: string, teamId: string): Promise<boolean> {
    const request = { teamId, keys: [{ type: 'domain', value: domain }] };
    const { matches } = await this.messages.ask(matchWarninglists, request).catch(unreachableFrom('The data service'));
    return (matches[0]?.length ?? 0) > 0;
  }

  private async knownOf(batch: readonly Permutation[], teamId: string): Promise<Known[]> {
    const request = { teamId, keys: batch.map(({ domain }) => ({ type: 'domain', value: domain })) };
    const [intel, lists] = await Promise.all([
      this.messages.ask(lookupIndicators, request),
      this.messages.ask(matchWarninglists, request),
    ]).catch(unreachableFrom('The data service'));
    return batch
      .map((permutation, index) => ({
        ...permutation,
        sources: [...new Set(intel.found[index]?.sightings.map((sighting) => sighting.sourceName) ?? [])],
        lists: [...new Set(lists.matches[index]?.map((match) => match.list) ?? [])],
      }))
      .filter((each) => each.sources.length > 0 || each.lists.length > 0);
  }
}

/** The ASCII name that a name in other letters reads as, first because it is what such a name is made for. */
function disguised(domain: string): Permutation[] {
  const unicode = toUnicode(domain);
  return isHomoglyph(unicode) ? [{ domain: skeleton(unicode), kind: 'homoglyph' }] : [];
}

function outcomeOf(checked: number, known: readonly Known[], isWellKnown: boolean): PluginOutcome {
  const imitated = known.filter((each) => each.lists.length > 0);
  const listed = known.filter((each) => each.sources.length > 0);
  return {
    status: 'ok',
    summary: {
      checked,
      imitates: imitated.slice(0, 20).map(({ domain, kind, lists }) => ({ domain, kind, lists })),
      listed_lookalikes: listed.slice(0, 50).map(({ domain, kind, sources }) => ({ domain, kind, sources })),
    },
    evidence: [...(isWellKnown ? [] : imitated.slice(0, 5).map(imitation)), ...listed.slice(0, 5).map(neighbour)],
    observedAt: null,
    link: null,
  };
}

function imitation({ domain, kind, lists }: Known): Evidence {
  return evidenceOf({
    claim: 'suspicious',
    strength: 0.6,
    reliability: 'C',
    lineage: 'lookalikes',
    facts: [`It differs from ${domain} (on ${lists.join(', ')}) by one ${kind.replaceAll('_', ' ')}.`],
  });
}

function neighbour({ domain, sources }: Known): Evidence {
  const fact = `The look-alike ${domain} is listed by ${sources.join(', ')}.`;
  return evidenceOf({ claim: 'context', lineage: 'lookalikes', facts: [fact] });
}
