import type { Canonical, IndicatorFlag, RefusalReason, Refused } from './vocabulary';

export function refuse(reason: RefusalReason, message: string): Refused {
  return { ok: false, reason, message };
}

export function accept(value: string, flags: readonly IndicatorFlag[] = []): Canonical {
  return { ok: true, value, flags };
}
