import type { AnalysisView } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import { markingOf, observableOf, ownId } from './stix-objects';
import type { StixObject } from './stix-objects';

/**
 * An analysis as a STIX 2.1 bundle: what was observed, what is held of it as a note, and, where it is held to be malicious
 * or suspicious, an indicator. The same analysis as of the same time makes the same bundle.
 */
export function toStix(view: AnalysisView, indicatorType: IndicatorType): StixObject {
  const { object, pattern } = observableOf({ ...view, indicatorType });
  const marking = markingOf(view.tlp);
  const identity = {
    ...stated('identity', ownId('identity', 'sentrybox'), '2026-01-01T00:00:00.000Z'),
    name: 'Sentrybox',
    identity_class: 'system',
  };
  const common = { created_by_ref: identity.id, object_marking_refs: [marking.id] };
  const observed = {
    ...stated('observed-data', ownId('observed-data', view.id), view.queried_at),
    ...common,
    first_observed: view.queried_at,
    last_observed: view.queried_at,
    number_observed: 1,
    object_refs: [object.id],
  };
  const indicators = isAccused(view) ? indicatorWith(view, pattern, observed.id, common) : [];
  const note = {
    ...stated('note', ownId('note', view.id, view.as_of), view.queried_at, view.as_of),
    ...common,
    abstract: `Verdict: ${view.verdict}, score ${String(view.score)} of 100 as of ${view.as_of}`,
    content: contentOf(view),
    object_refs: [object.id, observed.id, ...indicators.slice(0, 1).map(({ id }) => id)],
  };
  const objects = [marking, identity, { ...object, object_marking_refs: [marking.id] }, observed, ...indicators, note];
  return { type: 'bundle', id: ownId('bundle', view.id, view.as_of), objects };
}

function isAccused({ verdict }: AnalysisView): boolean {
  return verdict === 'malicious' || verdict === 'suspicious';
}

function indicatorWith(view: AnalysisView, pattern: string, observedId: string, common: object): StixObject[] {
  const indicator = {
    ...stated('indicator', ownId('indicator', view.id), view.queried_at, view.as_of),
    ...common,
    name: view.canonical.slice(0, 256),
    indicator_types: [view.verdict === 'malicious' ? 'malicious-activity' : 'anomalous-activity'],
    pattern,
    pattern_type: 'stix',
    pattern_version: '2.1',
    valid_from: view.queried_at,
    confidence: Math.round(view.confidence * 100),
  };
  const relationship = {
    ...stated('relationship', ownId('relationship', view.id), view.queried_at),
    ...common,
    relationship_type: 'based-on',
    source_ref: indicator.id,
    target_ref: observedId,
  };
  return [indicator, relationship];
}

function stated(type: string, id: string, created: string, modified = created) {
  return { type, spec_version: '2.1', id, created, modified };
}

function contentOf({ explanation, policy_version: version, coverage, override }: AnalysisView): string {
  const lines = explanation.map(({ kind, text, delta, lineage, plugins }) => {
    const who = lineage ?? plugins?.join(', ') ?? kind;
    return `- ${who}: ${text}${delta === undefined ? '' : ` (${delta > 0 ? '+' : ''}${String(delta)})`}`;
  });
  const own =
    override === null
      ? []
      : [`An analyst holds it to be ${override.verdict} until ${override.expires_at}: ${override.reason}`];
  return [`Rules: ${version}. Coverage: ${String(coverage)}.`, ...own, ...lines].join('\n');
}
