import type { Canonical, IndicatorFlag, RefusalReason, Refused } from './vocabulary';

export function refuse(reason: RefusalReason, message: string): Refused {
  return { ok: false, reason, message };
}

/** One list for all values without flags. */
export const NO_FLAGS: readonly IndicatorFlag[] = [];

export function accept(value: string, flags: readonly IndicatorFlag[] = NO_FLAGS): Canonical {
  return { ok: true, value, flags };
}
