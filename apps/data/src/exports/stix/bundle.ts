import type { IndicatorView } from '@sentrybox/contracts';
import { v5 } from 'uuid';
import { markingIdOf, markings } from './markings';
import { observableOf } from './observable';
import { patternOf } from './pattern';

/** Of this platform: ids of its objects follow from what they are about, so that a second export names the same ones. */
const namespace = '6f3f1b9c-8a53-5c0e-9a0c-7f5f3b1e2d44';

const producer = {
  type: 'identity',
  spec_version: '2.1',
  id: `identity--${v5('sentrybox', namespace)}`,
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  name: 'Sentrybox',
  identity_class: 'system',
};

/** A bundle of STIX 2.1, object by object: its producer, the markings, then an indicator and its observable per row. */
export async function* stixBundle(
  batches: AsyncIterable<readonly IndicatorView[]>,
  at: Date,
): AsyncGenerator<string, void> {
  const head = [producer, ...markings].map((object) => JSON.stringify(object)).join(',\n');
  yield `{"type":"bundle","id":"bundle--${v5(at.toISOString(), namespace)}","objects":[\n${head}`;
  for await (const batch of batches) {
    const objects = batch.flatMap(objectsOf);
    if (objects.length > 0) yield objects.map((object) => `,\n${JSON.stringify(object)}`).join('');
  }
  yield '\n]}\n';
}

function objectsOf(indicator: IndicatorView): object[] {
  const pattern = patternOf(indicator.type, indicator.value);
  if (pattern === undefined) return [];
  const marking = markingIdOf(indicator.tlp);
  const observable = observableOf(indicator.type, indicator.value);
  const said = {
    type: 'indicator',
    spec_version: '2.1',
    id: `indicator--${v5(`${indicator.type} ${indicator.value}`, namespace)}`,
    created_by_ref: producer.id,
    created: indicator.first_seen,
    modified: indicator.last_seen,
    name: indicator.value,
    indicator_types: ['malicious-activity'],
    pattern,
    pattern_type: 'stix',
    pattern_version: '2.1',
    valid_from: indicator.first_seen,
    ...validUntil(indicator),
    confidence: Math.round(indicator.confidence * 100),
    ...labelsOf(indicator),
    object_marking_refs: [marking],
  };
  return observable === undefined ? [said] : [said, { ...observable, object_marking_refs: [marking] }];
}

// STIX 2.1, 4.7: it has to lie behind valid_from.
function validUntil({ expires_at: until, first_seen: from }: IndicatorView): { valid_until?: string } {
  return until !== null && until > from ? { valid_until: until } : {};
}

function labelsOf({ tags, threat_types: types }: IndicatorView): { labels?: string[] } {
  const labels = [...new Set([...types, ...tags])];
  return labels.length === 0 ? {} : { labels };
}
