import type { IndicatorView } from '@sentrybox/contracts';
import { severityOf } from '../../model';
import { isActive } from '../evidence';
import type { KnownIndicator } from '../indicator.view';
import type { SearchFilter } from './search-question';

/**
 * Whether an indicator fulfils what the filter says of its evidence: the rules of conditions.sql.ts, for single rows.
 * @param view of the indicator at the filter's time
 */
export function passes(known: KnownIndicator, view: IndicatorView, filter: SearchFilter): boolean {
  if (filter.isActiveOnly && view.status !== 'active') return false;
  const wanted = [
    filter.severity === undefined || view.severity === severityOf(filter.severity),
    filter.threatLevel === undefined || view.threat_level === severityOf(filter.threatLevel),
    filter.confidence === undefined || view.confidence >= filter.confidence,
    filter.minScore === undefined || view.score >= filter.minScore,
    filter.since === undefined || new Date(view.last_seen) >= filter.since,
    filter.tag === undefined || view.tags.includes(filter.tag),
    filter.source === undefined || isListedBy(known, filter, filter.source),
  ];
  return wanted.every(Boolean);
}

function isListedBy({ evidence }: KnownIndicator, { at }: SearchFilter, source: string): boolean {
  const active = evidence.filter((each) => isActive(each, at));
  const counted = active.length > 0 ? active : evidence;
  const wanted = source.toLowerCase();
  return counted.some(({ sourceName, sourceId }) => sourceName.toLowerCase() === wanted || sourceId === wanted);
}
