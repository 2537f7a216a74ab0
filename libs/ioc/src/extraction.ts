import type { Hit } from './hit';
import { keepShapes } from './kept-shapes';
import { MARK_LOOKAHEAD, Normaliser } from './refang/normaliser';
import { ScanSink } from './scan/scan-sink';
import type { SinkOptions } from './scan/scan-sink';
import { SCAN_LOOKAHEAD, SCAN_LOOKBEHIND, Scanner } from './scan/scanner';

/** A text that is there as a whole is read in pieces of this many units, so that the view does not grow with it. */
const BLOCK_LENGTH = 131_072;

/** Memory of the last view of a whole text, for the next one: fresh memory has to be cleared, which takes longer. */
let spareUnits: Uint16Array | undefined;
const MAX_SPARE_LENGTH = 524_288;

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

  /** Reads a text from its start to its end; nothing may be pushed before or after it. */
  readWhole(text: string): Hit[] {
    const { normaliser } = this;
    const { view } = normaliser;
    view.chars = spareUnits ?? view.chars;
    spareUnits = undefined;
    normaliser.append(text);
    for (let stop = BLOCK_LENGTH; stop < text.length - MARK_LOOKAHEAD; stop += BLOCK_LENGTH) {
      this.normalised += normaliser.runTo(stop);
      this.scan(view.length - SCAN_LOOKAHEAD);
    }
    this.normalised += normaliser.runTo(text.length);
    this.scan(view.length);
    if (view.chars.length <= MAX_SPARE_LENGTH) spareUnits = view.chars;
    return this.sink.take();
  }

  private advance(isLast: boolean): void {
    const { normaliser } = this;
    this.normalised += normaliser.run(isLast);
    this.scan(isLast ? normaliser.view.length : normaliser.view.length - SCAN_LOOKAHEAD);
    const unneeded = normaliser.view.sourceStart(0) - normaliser.base - MARK_LOOKAHEAD;
    if (unneeded >= SCAN_LOOKAHEAD) normaliser.dropSource(unneeded);
  }

  private scan(stop: number): void {
    this.scanner.run(stop);
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
  }

  private rawText(start: number, end: number): string {
    const { source, base } = this.normaliser;
    return source.slice(start - base, end - base);
  }
}

keepShapes(new Extraction({ types: null, includePrivate: false, includeAmbiguous: false, derived: false }));
