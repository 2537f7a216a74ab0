import type { Hit } from './hit';
import { MARK_LOOKAHEAD, Normaliser } from './refang/normaliser';
import { ScanSink } from './scan/scan-sink';
import type { SinkOptions } from './scan/scan-sink';
import { SCAN_LOOKAHEAD, SCAN_LOOKBEHIND, Scanner } from './scan/scanner';

/**
 * Normaliser and scanner over a text that arrives in pieces. Each stops where what is still to come could change its
 * reading, so that the pieces' boundaries never show in the hits.
 */
export class Extraction {
  private readonly normaliser = new Normaliser();
  private readonly scanner: Scanner;
  private readonly sink: ScanSink;
  private normalised = 0;

  constructor(options: SinkOptions) {
    this.sink = new ScanSink(this.normaliser.view, options, (start, end) => this.rawText(start, end));
    this.scanner = new Scanner(this.normaliser.view, this.sink);
  }

  /** Characters read so far, by normaliser and scanner together: the measure of linearity. */
  get steps(): number {
    return this.normalised + this.scanner.steps;
  }

  /** Reads a piece; answers the hits that no later text can change. */
  push(chunk: string): Hit[] {
    this.normaliser.append(chunk);
    this.advance(false);
    return this.sink.take();
  }

  /** Reads what is left. */
  finish(): Hit[] {
    this.advance(true);
    return this.sink.take();
  }

  private advance(isLast: boolean): void {
    const { normaliser, scanner } = this;
    const { view } = normaliser;
    this.normalised += normaliser.run(isLast);
    scanner.run(isLast ? view.length : view.length - SCAN_LOOKAHEAD);
    this.forget();
  }

  /** Gives up text that nothing looks back to, once it is worth the copying. */
  private forget(): void {
    const { normaliser, scanner } = this;
    const count = Math.min(scanner.at, normaliser.view.length) - SCAN_LOOKBEHIND;
    if (count < SCAN_LOOKAHEAD) return;
    normaliser.view.dropBefore(count);
    scanner.shift(count);
    normaliser.shift(count);
    const source = normaliser.view.sourceStart(0) - normaliser.base - MARK_LOOKAHEAD;
    if (source > 0) normaliser.dropSource(source);
  }

  private rawText(start: number, end: number): string {
    const { source, base } = this.normaliser;
    return source.slice(start - base, end - base);
  }
}
