import { ALNUM, CLASSES, isAlnum } from '../chars';
import { isLabelUnit } from '../names/unicode-scripts';
import type { TextView } from '../refang/text-view';
import { MAX_INDICATOR_LENGTH } from '../vocabulary';
import { passPlainText } from './plain-text';
import { scanBracketedAddress, scanLeadingColons } from './scan-ipv6';
import { scanUncPath, scanUnixPath, scanVariablePath } from './scan-path';
import { scanWord } from './scan-word';
import type { ScanSink } from './scan-sink';
import { ScanState } from './scan-state';
import { isUnspacedName } from './wide-name';

/**
 * View units that must lie ahead of a position before a scan may start there: the longest hit and what is read beyond
 * its end to decide about it.
 */
export const SCAN_LOOKAHEAD = MAX_INDICATOR_LENGTH + 4_096;

/** View units kept behind the position: labels and words that say what a value is. */
export const SCAN_LOOKBEHIND = 512;

/**
 * Walks a view once, left to right. Every reader either consumes what it read or reads a bounded number of units, so
 * the work grows with the text and with nothing else; `steps` counts the units read.
 */
export class Scanner extends ScanState {
  /** Inside a word longer than any indicator. */
  private isSkipping = false;

  /** @param hasShortcuts false shows every word to the readers, for tests */
  constructor(
    view: TextView,
    sink: ScanSink,
    private readonly hasShortcuts = true,
  ) {
    super(view, sink);
  }

  /** Scans until `stop`; a reader that started before it may end after it. */
  run(stop: number): void {
    const { chars } = this.view;
    while (this.at < stop) {
      if (!this.isSkipping) this.pass(stop);
      if (this.at >= stop) return;
      const code = chars[this.at] ?? 0;
      const isUnit = code < 128 ? ((CLASSES[code] ?? 0) & ALNUM) !== 0 || code === 95 : isLabelUnit(code);
      this.steps += 1;
      if (this.isSkipping) this.skip(code, isUnit);
      else if (isUnit) this.word();
      else this.at = Math.max(this.symbol(code), this.at + 1);
    }
  }

  private pass(stop: number): void {
    const at = this.hasShortcuts ? passPlainText(this, stop) : this.at;
    this.steps += at - this.at;
    this.at = at;
  }

  private skip(code: number, isUnit: boolean): void {
    if (!isUnit && code !== 45 && code !== 46) this.isSkipping = false;
    this.at += 1;
  }

  private word(): void {
    const { chain } = this;
    chain.read(this.view, this.at, this.at < this.narrowUntil);
    this.steps += chain.length;
    if (chain.isUnspaced && !chain.isTooLong) this.narrow();
    if (chain.isTooLong) {
      this.isSkipping = true;
      this.at = chain.end;
      return;
    }
    this.at = Math.max(scanWord(this), this.at + 1);
  }

  /** In a sentence without blanks the words of other scripts are read by themselves. */
  private narrow(): void {
    const { chain, view } = this;
    const hasOtherScripts = chain.labels > 1 || (chain.anyBits & ALNUM) !== 0;
    if (!hasOtherScripts || isUnspacedName(view.text(chain.start, chain.end))) return;
    this.steps += chain.length;
    this.narrowUntil = chain.end;
    chain.read(view, this.at, true);
  }

  /** Readers that start at something else than a word; each answers where to go on, -1 for nothing found. */
  private symbol(code: number): number {
    switch (code) {
      case 47:
        return scanUnixPath(this, this.at);
      case 92:
        return scanUncPath(this, this.at);
      case 37:
        return scanVariablePath(this, this.at);
      case 126:
        return this.view.at(this.at + 1) === 47 ? scanUnixPath(this, this.at) : -1;
      case 58:
        return this.view.at(this.at + 1) === 58 && !isAlnum(this.view.at(this.at - 1)) ? scanLeadingColons(this) : -1;
      case 91:
        return scanBracketedAddress(this);
      default:
        return -1;
    }
  }
}
