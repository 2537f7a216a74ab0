import type { Evidence } from '@sentrybox/contracts';

type Stated = Pick<Evidence, 'claim' | 'lineage'> & Partial<Evidence>;

/** Evidence with the neutral values for what is not stated: undated, reliability D, full strength, no signals. */
export function evidenceOf(stated: Stated): Evidence {
  return { strength: 1, reliability: 'D', observed_at: null, facts: [], signals: [], reference: null, ...stated };
}
