import type { IndicatorType } from '@sentrybox/ioc';

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
