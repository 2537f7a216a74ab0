import type { IndicatorFlag, IndicatorType } from './vocabulary';

/** One indicator found in a text. */
export interface Hit {
  readonly type: IndicatorType;
  /** Canonical spelling, as `canonicalise` gives it. */
  readonly value: string;
  /** The text as it stood. */
  readonly raw: string;
  /** Position of `raw` in UTF-16 units, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** The raw text held a defang mark. */
  readonly defanged: boolean;
  /** 0 to 1, fixed by the rule that found it; `docs/reference/ioc.md` lists the rules. */
  readonly confidence: number;
  readonly flags: readonly IndicatorFlag[];
  /** The indicator this one was taken out of, null when it stands by itself. */
  readonly derivedFrom: { readonly type: IndicatorType; readonly value: string } | null;
}
