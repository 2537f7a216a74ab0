import type { SearchQuery } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import { rankOf } from '../../model';

/** Texts from `from` up to and not including `to`, by their bytes. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

/** What is asked of the value itself. */
export type ValueQuestion =
  | { readonly kind: 'keys'; readonly keys: readonly string[] }
  | { readonly kind: 'prefix'; readonly ranges: readonly KeyRange[] }
  | { readonly kind: 'substring'; readonly pattern: string; readonly ranges: readonly KeyRange[] }
  | {
      readonly kind: 'network';
      readonly network: string;
      readonly around: readonly string[];
      readonly ranges: readonly KeyRange[];
    };

/** What is asked of the evidence; `undefined` does not narrow. */
interface EvidenceFilter {
  /** Ranks; equal. */
  readonly severity: number | undefined;
  readonly threatLevel: number | undefined;
  /** At least. */
  readonly confidence: number | undefined;
  readonly minScore: number | undefined;
  /** Name or id. */
  readonly source: string | undefined;
  readonly tag: string | undefined;
  readonly since: Date | undefined;
}

export interface SearchFilter extends EvidenceFilter {
  readonly withTeam: boolean;
  readonly value: ValueQuestion | undefined;
  readonly type: IndicatorType | undefined;
  readonly isActiveOnly: boolean;
  /** When the evidence is judged. */
  readonly at: Date;
  /** Whether that is not now, so that what was listed later has to be left out. */
  readonly isAsOf: boolean;
}

/** What requests narrow by, in their own words. */
type Narrowing = Pick<
  SearchQuery,
  'type' | 'severity' | 'threat_level' | 'confidence' | 'min_score' | 'source' | 'tag' | 'since'
>;

/** What is active at a time and fulfils all of it. */
export function narrowedBy(query: Narrowing, at: Date): Omit<SearchFilter, 'withTeam'> {
  return {
    ...unfiltered(at),
    type: query.type,
    severity: query.severity === undefined ? undefined : rankOf(query.severity),
    threatLevel: query.threat_level === undefined ? undefined : rankOf(query.threat_level),
    confidence: query.confidence,
    minScore: query.min_score,
    source: query.source,
    tag: query.tag,
    since: query.since === undefined ? undefined : new Date(query.since),
  };
}

/** Everything that is active at a time, to be narrowed. */
export function unfiltered(at: Date): Omit<SearchFilter, 'withTeam'> {
  return {
    value: undefined,
    type: undefined,
    severity: undefined,
    threatLevel: undefined,
    confidence: undefined,
    minScore: undefined,
    source: undefined,
    tag: undefined,
    since: undefined,
    isActiveOnly: true,
    at,
    isAsOf: false,
  };
}
