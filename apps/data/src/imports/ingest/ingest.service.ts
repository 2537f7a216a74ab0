import { Inject, Injectable } from '@nestjs/common';
import type { ImportCounts, ImportMode, SourceFormat, SourceScope } from '@sentrybox/contracts';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { Arrivals } from '../../arrivals';
import type { ImportResult } from '../import-result';
import { ImportRefused } from '../imports.errors';
import { Measurements } from '../../quality';
import type { Screen } from '../../warninglists';
import { MalformedFileError } from '../parsing/parsed-record';
import { unpack } from '../unpacking/unpack';
import type { PackedFile } from '../unpacking/packed-file';
import { MergeRepository } from './merge.repository';
import { FileReading } from './read-file';
import type { ReadFacts } from './read-file';

export interface Ingest {
  readonly scope: SourceScope;
  readonly sourceId: string;
  readonly mode: ImportMode;
  readonly format: SourceFormat;
  readonly file: PackedFile;
  /** Of `WarninglistsService`, taken before the transaction. */
  readonly screen: Screen;
  /** Ends the reading early. */
  readonly signal?: AbortSignal;
  /** Asked once all of it was read and nothing changed yet; what it answers refuses the file. */
  readonly judge?: (facts: ReadFacts) => Pick<ImportRefused, 'code' | 'message'> | undefined;
  /** Told how many records were read so far. */
  readonly onRead?: (records: number) => void;
}

type HowToRead = Pick<Ingest, 'file' | 'signal' | 'onRead'>;

/** Brings one file into one source, inside the team's transaction in which the turn to write was taken. */
@Injectable()
export class IngestService {
  constructor(
    private readonly merges: MergeRepository,
    private readonly arrivals: Arrivals,
    private readonly measurements: Measurements,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @throws ImportRefused when the file cannot be read, holds nothing that can be taken, or the source is gone: the
   *   transaction must then be rolled back. A file without any good record changes nothing: an error page or an empty
   *   answer in place of a list would otherwise delist all of it.
   */
  async ingest({ scope, sourceId, mode, format, screen, ...how }: Ingest): Promise<ImportResult> {
    const now = this.clock.now();
    const reading = new FileReading(format, now, screen);
    const staged = await this.stage(reading, how);
    const refusal = how.judge?.(reading);
    if (refusal !== undefined) throw new ImportRefused(refusal.code, refusal.message, resultOf(reading));
    if (reading.accepted === 0) {
      throw new ImportRefused('nothing_accepted', 'No record of the file could be taken.', resultOf(reading));
    }
    const { isSourceThere, arrived, ...merged } = await this.merges.merge({ scope, sourceId, mode, now, staged });
    if (!isSourceThere)
      throw new ImportRefused('source_deleted', 'The source was deleted meanwhile.', resultOf(reading));
    await this.measurements.begin(scope, sourceId);
    if (arrived !== undefined) await this.arrivals.note(scope, { sourceId, ...arrived });
    return resultOf(reading, merged);
  }

  private async stage(reading: FileReading, { file, signal, onRead }: HowToRead): Promise<number> {
    async function* lines(): AsyncGenerator<string, void> {
      for await (const batch of reading.linesOfAll(unpack(file))) {
        signal?.throwIfAborted();
        onRead?.(reading.records);
        yield batch;
      }
    }
    try {
      return await this.merges.stage(lines());
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
      throw new ImportRefused('malformed_file', error.message, resultOf(reading));
    }
  }
}

function resultOf(reading: FileReading, merged: Partial<ImportCounts> = {}): ImportResult {
  return {
    counts: { ...reading.counts(), ...merged },
    rejectedByReason: reading.rejectedByReason,
    samples: reading.samples,
    flaggedByList: Object.fromEntries(reading.flaggedByList),
  };
}
