import type { Hit } from '../hit';
import { ownCopy } from '../own-copy';
import type { TextView } from '../refang/text-view';
import type { IndicatorFlag, IndicatorType } from '../vocabulary';
import { MAX_INDICATOR_LENGTH } from '../vocabulary';
import { RULES } from './rules';
import type { RuleName } from './rules';

/** What a caller wants to see. */
export interface SinkOptions {
  readonly types: ReadonlySet<IndicatorType> | null;
  readonly includePrivate: boolean;
  readonly includeAmbiguous: boolean;
  readonly derived: boolean;
}

const AMBIGUOUS: ReadonlySet<IndicatorFlag> = new Set<IndicatorFlag>([
  'ambiguous_filename',
  'ambiguous',
  'version_like',
  'code_like',
  'av_name',
  'git_commit',
]);

/**
 * Addresses that mean another host in every network. Reserved, multicast and documentation addresses are reported with
 * their flag: published lists of peers hold such addresses, spoofed ones among them.
 */
const INTERNAL: ReadonlySet<IndicatorFlag> = new Set<IndicatorFlag>([
  'private',
  'unique_local',
  'loopback',
  'link_local',
  'cgnat',
  'broadcast',
  'unspecified',
  'this_network',
]);

export interface Parent {
  readonly type: IndicatorType;
  readonly value: string;
}

/** Turns findings of the scanner into hits and drops what the caller did not ask for. */
export class ScanSink {
  private hits: Hit[] = [];

  constructor(
    private readonly view: TextView,
    private readonly options: SinkOptions,
    private readonly rawText: (start: number, end: number) => string,
  ) {}

  get wantsDerived(): boolean {
    return this.options.derived;
  }

  wants(type: IndicatorType): boolean {
    return this.options.types === null || this.options.types.has(type);
  }

  /**
   * Reports the view's range as a hit of a rule.
   *
   * @param text of the range, given by a caller whose text and value have memory of their own
   */
  emit(
    name: RuleName,
    value: string,
    flags: readonly IndicatorFlag[],
    from: number,
    to: number,
    parent: Parent | null = null,
    text: string | null = null,
  ): void {
    const rule = RULES[name];
    if (!this.wants(rule.type) || !this.isWanted(rule.type, flags)) return;
    const shift = this.view.plainShift(from, to);
    const isPlain = shift !== undefined;
    const start = isPlain ? from + shift : this.view.sourceStart(from);
    const end = isPlain ? to + shift : this.view.sourceEnd(to);
    if (end - start > MAX_INDICATOR_LENGTH) return;
    const raw = isPlain && text !== null ? text : ownCopy(this.rawText(start, end));
    this.hits.push({
      type: rule.type,
      value: text === null ? ownValue(value, raw) : value,
      raw,
      start,
      end,
      defanged: !isPlain && this.view.isDefanged(from, to),
      confidence: rule.confidence,
      flags,
      derivedFrom: parent,
    });
  }

  /** Would a hit of the type with these flags be reported? */
  isWanted(type: IndicatorType, flags: readonly IndicatorFlag[]): boolean {
    for (const flag of flags) {
      if (INTERNAL.has(flag) && !this.options.includePrivate) return false;
      // The file reading of an ambiguous name is the likely one; only the other readings wait to be asked for.
      if (AMBIGUOUS.has(flag) && !this.options.includeAmbiguous && type !== 'file_name') return false;
    }
    return true;
  }

  /** Hands over the hits found since the last call. */
  take(): Hit[] {
    const { hits } = this;
    this.hits = [];
    return hits;
  }
}

/** The value with memory of its own: the raw text's where they are the same. */
function ownValue(value: string, raw: string): string {
  return value === raw ? raw : ownCopy(value);
}
