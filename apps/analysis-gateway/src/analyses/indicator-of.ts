import type { Indicator } from '../plugins';
import type { AnalysisRow } from './analyses.repository';

/** The indicator of a stored analysis, as plugins see it. */
export function indicatorOf({ type, indicatorType, canonical }: AnalysisRow): Indicator {
  return { iocType: type, type: indicatorType, value: canonical };
}
