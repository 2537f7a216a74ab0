import type { ImportCounts, RejectionReason, SourceFormat } from '@sentrybox/contracts';
import type { Screen } from '../../warninglists';
import { parseFile } from '../parsing/parse-file';
import type { ParsedRecord } from '../parsing/parsed-record';
import { copyLine } from './copy-line';
import { stage } from './staged-row';
import type { StagedRow } from './staged-row';

const mostSamples = 20;
const sampleLength = 200;

export interface RejectedSample {
  readonly record: number;
  readonly reason: RejectionReason;
  readonly text: string;
}

/** What a file held, as far as it was read. */
export interface ReadFacts {
  readonly records: number;
  readonly accepted: number;
  /** Accepted records by the type of their indicator. */
  readonly byType: ReadonlyMap<string, number>;
}

/** What was in a file, known once `lines` has been read to its end. */
export class FileReading implements ReadFacts {
  records = 0;
  accepted = 0;
  readonly byType = new Map<string, number>();
  readonly rejectedByReason: Partial<Record<RejectionReason, number>> = {};
  readonly samples: RejectedSample[] = [];
  /** Records by the warninglist that they stand on, also those that were left out for it. */
  readonly flaggedByList = new Map<string, number>();

  constructor(
    private readonly format: SourceFormat,
    private readonly now: Date,
    private readonly screen: Screen,
  ) {}

  get rejected(): number {
    return this.records - this.accepted;
  }

  /** The accepted records of one file as lines for COPY, a batch at a time. @throws MalformedFileError as the parser does. */
  async *lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
    for await (const batch of parseFile(chunks, this.format)) {
      let lines = '';
      for (const record of batch) lines += this.lineOf(record);
      if (lines !== '') yield lines;
    }
  }

  /** The same for the files of an archive, which count as one. */
  async *linesOfAll(files: AsyncIterable<AsyncIterable<Buffer>>): AsyncGenerator<string, void> {
    for await (const file of files) yield* this.lines(file);
  }

  /** Counts of what the file alone decides; nothing is stored yet. */
  counts(): ImportCounts {
    const { records, accepted, rejected } = this;
    return { records, accepted, rejected, duplicates: 0, new: 0, updated: 0, unchanged: 0, delisted: 0 };
  }

  private lineOf(record: ParsedRecord): string {
    this.records += 1;
    const staged = 'fields' in record ? stage(record.fields, this.now) : record;
    if ('rejection' in staged) {
      this.reject(record, staged.rejection);
      return '';
    }
    if (this.isLeftOut(staged.row)) {
      this.reject(record, 'on_warninglist');
      return '';
    }
    this.accepted += 1;
    this.byType.set(staged.row.type, (this.byType.get(staged.row.type) ?? 0) + 1);
    return copyLine(this.records, staged.row);
  }

  private isLeftOut({ type, lookupKey, longValue }: StagedRow): boolean {
    const standing = this.screen(type, longValue ?? lookupKey);
    if (standing === undefined) return false;
    for (const list of standing.lists) this.flaggedByList.set(list, (this.flaggedByList.get(list) ?? 0) + 1);
    return standing.isLeftOut;
  }

  private reject({ text }: ParsedRecord, reason: RejectionReason): void {
    this.rejectedByReason[reason] = (this.rejectedByReason[reason] ?? 0) + 1;
    if (this.samples.length >= mostSamples) return;
    const shown = text.slice(0, sampleLength).replace(/\p{Cc}/gu, ' ');
    this.samples.push({ record: this.records, reason, text: shown });
  }
}
