import type { TextView } from '../refang/text-view';
import type { Canonical } from '../vocabulary';
import { Chain } from './chain';
import { Quad } from './quad';
import type { RuleName } from './rules';
import type { ScanSink } from './scan-sink';

/** An address whose checksum held, and the rule that it held by. */
interface VerifiedCoin {
  readonly rule: RuleName;
  readonly address: Canonical;
}

/** Where a walk over a view stands and what it remembers; every reader works on it and adds the units it read to `steps`. */
export class ScanState {
  at = 0;
  steps = 0;
  readonly chain = new Chain();
  readonly quad = new Quad();
  /** End of the URL being looked into and the starts tried in it: URLs nest a few deep, not without end. */
  urlEnd = 0;
  urlStarts = 0;
  /** End of the run of hexadecimal digits and colons tried last, and the starts tried in it. */
  colonEnd = 0;
  colonStarts = 0;
  /** Before these positions no rule, user agent or password-like label is tried again. */
  ruleUntil = 0;
  agentUntil = 0;
  /** End of the last name that was taken for a host: the rest of a list is taken for hosts too. */
  hostEnd = 0;
  /** End of a sentence in a script without spaces: up to here the units of such scripts part the words. */
  narrowUntil = 0;
  /** End of the last version that looked like an address: a list of versions shares the word at its head. */
  versionEnd = -1_000;
  /** End of the last digest and the rule that found it: a list shares the label at its head. */
  labelledEnd = -1_000;
  labelledRule: RuleName = 'md5';

  /** Addresses of coins whose checksum held in this text: its appendix names them again. */
  readonly coins = new Map<string, VerifiedCoin>();

  constructor(
    readonly view: TextView,
    readonly sink: ScanSink,
  ) {}

  /** The view lost its first `count` units. */
  shift(count: number): void {
    this.at -= count;
    this.urlEnd -= count;
    this.colonEnd -= count;
    this.ruleUntil -= count;
    this.agentUntil -= count;
    this.labelledEnd -= count;
    this.hostEnd -= count;
    this.versionEnd -= count;
    this.narrowUntil -= count;
  }
}
