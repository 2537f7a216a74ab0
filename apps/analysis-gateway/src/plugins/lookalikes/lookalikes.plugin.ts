import { lookupIndicators, matchWarninglists } from '@sentrybox/contracts';
import { domainParts, isHomoglyph, skeleton, toUnicode } from '@sentrybox/ioc';
import { z } from 'zod';
import { defineSlowPlugin } from '../contract/define-plugin';
import type { Answer } from '../contract/define-plugin';
import type { Statement } from '../contract/evidence-rules';
import { localExposure } from '../contract/local-exposure';
import type { PluginContext } from '../contract/plugin-context';
import { unreachableFrom } from '../contract/plugin.errors';
import type { Permutation } from './permutations';
import { permutations } from './permutations';

const batchSize = 500;
const maxPermutations = 2_000;

const rules = {
  imitation: { when: 'It differs by one step from a well-known name.', claim: 'suspicious', strength: 0.6 },
  neighbour: { when: 'A source of the platform lists a look-alike of it.', claim: 'context', strength: 1 },
} as const;
type Rule = keyof typeof rules;

type Asker = Pick<PluginContext, 'teamId' | 'messages'>;

/** A permutation that somebody knows: a source that lists it, or a list of well-known names that it stands on. */
interface Known extends Permutation {
  readonly sources: readonly string[];
  readonly lists: readonly string[];
}

/** Names that can be taken for this domain: which of them the platform's sources list, and which well-known name it imitates. */
export const lookalikes = () =>
  defineSlowPlugin({
    manifest: {
      ...localExposure,
      name: 'lookalikes',
      displayName: 'Look-alike domains',
      description: 'Makes the names that can be taken for a domain and looks each up in the platform.',
      class: 'slow',
      indicatorTypes: ['domain'],
      categories: ['context', 'brand'],
      reliability: 'C',
      deadlineMs: 30_000,
      rules,
    },
    maxTotalMs: 300_000,
    ticket: z.object({}),

    async submit({ value }, context) {
      return { state: 'done', answer: await lookUp(value, context) };
    },

    // The whole work is one step, so there is never anything to poll; asked again, it is simply done again.
    async poll({ value }, _ticket, context) {
      return { state: 'done', answer: await lookUp(value, context) };
    },
  });

async function lookUp(domain: string, asker: Asker): Promise<Answer<Rule>> {
  const { registrable, suffix } = domainParts(domain);
  const name = registrable?.slice(0, -suffix.length - 1) ?? '';
  if (name === '') return { status: 'skipped', reason: 'The domain is a public suffix; nobody registered it.' };
  const itself = `${name}.${suffix}`;
  const candidates = [...disguised(itself), ...permutations(name, suffix, maxPermutations)];
  const known: Known[] = [];
  for (let at = 0; at < candidates.length; at += batchSize) {
    known.push(...(await knownOf(candidates.slice(at, at + batchSize), asker)));
  }
  // A well-known name is nobody's imitation: google.com does not pose as google.net.
  const isWellKnown = known.some((each) => each.lists.length > 0) && (await isOnList(itself, asker));
  return answerOn(candidates.length, known, isWellKnown);
}

async function isOnList(domain: string, { teamId, messages }: Asker): Promise<boolean> {
  const request = { teamId, keys: [{ type: 'domain', value: domain }] };
  const { matches } = await messages.ask(matchWarninglists, request).catch(unreachableFrom('The data service'));
  return (matches[0]?.length ?? 0) > 0;
}

async function knownOf(batch: readonly Permutation[], { teamId, messages }: Asker): Promise<Known[]> {
  const request = { teamId, keys: batch.map(({ domain }) => ({ type: 'domain', value: domain })) };
  const [intel, lists] = await Promise.all([
    messages.ask(lookupIndicators, request),
    messages.ask(matchWarninglists, request),
  ]).catch(unreachableFrom('The data service'));
  return batch
    .map((permutation, index) => ({
      ...permutation,
      sources: [...new Set(intel.found[index]?.sightings.map((sighting) => sighting.sourceName) ?? [])],
      lists: [...new Set(lists.matches[index]?.map((match) => match.list) ?? [])],
    }))
    .filter((each) => each.sources.length > 0 || each.lists.length > 0);
}

/** The ASCII name that a name in other letters reads as, first because it is what such a name is made for. */
function disguised(domain: string): Permutation[] {
  const unicode = toUnicode(domain);
  return isHomoglyph(unicode) ? [{ domain: skeleton(unicode), kind: 'homoglyph' }] : [];
}

function answerOn(checked: number, known: readonly Known[], isWellKnown: boolean): Answer<Rule> {
  const imitated = known.filter((each) => each.lists.length > 0);
  const listed = known.filter((each) => each.sources.length > 0);
  return {
    status: 'ok',
    summary: {
      checked,
      imitates: imitated.slice(0, 20).map(({ domain, kind, lists }) => ({ domain, kind, lists })),
      listed_lookalikes: listed.slice(0, 50).map(({ domain, kind, sources }) => ({ domain, kind, sources })),
    },
    statements: [...(isWellKnown ? [] : imitated.slice(0, 5).map(imitation)), ...listed.slice(0, 5).map(neighbour)],
  };
}

function imitation({ domain, kind, lists }: Known): Statement<Rule> {
  const fact = `It differs from ${domain} (on ${lists.join(', ')}) by one ${kind.replaceAll('_', ' ')}.`;
  return { rule: 'imitation', facts: [fact] };
}

function neighbour({ domain, sources }: Known): Statement<Rule> {
  return { rule: 'neighbour', facts: [`The look-alike ${domain} is listed by ${sources.join(', ')}.`] };
}
