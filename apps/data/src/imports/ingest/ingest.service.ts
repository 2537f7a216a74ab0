import { Inject, Injectable } from '@nestjs/common';
import type { ImportCounts, ImportMode, SourceFormat, SourceScope } from '@sentrybox/contracts';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import type { ImportResult } from '../import.row';
import { ImportRefused } from '../imports.errors';
import { MalformedFileError } from '../parsing/parsed-record';
import { unpack } from '../unpacking/unpack';
import type { PackedFile, UnpackedFile } from '../unpacking/unpack';
import { MergeRepository } from './merge.repository';
import { FileReading } from './read-file';

export interface Ingest {
  readonly scope: SourceScope;
  readonly sourceId: string;
  readonly mode: ImportMode;
  readonly format: SourceFormat;
  readonly file: PackedFile;
  /** Ends the reading early. */
  readonly signal?: AbortSignal;
}

/** Brings one file into one source, inside the team's transaction in which the turn to write was taken. */
@Injectable()
export class IngestService {
  constructor(
    private readonly merges: MergeRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @throws ImportRefused when the file cannot be read, holds nothing that can be taken, or the source is gone: the
   *   transaction must then be rolled back. A file without any good record changes nothing: an error page or an empty
   *   answer in place of a list would otherwise delist all of it.
   */
  async ingest({ scope, sourceId, mode, format, file, signal }: Ingest): Promise<ImportResult> {
    const now = this.clock.now();
    const reading = new FileReading(format, now);
    await this.stage(reading, unpack(file), signal);
    if (reading.accepted === 0) {
      throw new ImportRefused('nothing_accepted', 'No record of the file could be taken.', resultOf(reading));
    }
    const { isSourceThere, ...merged } = await this.merges.merge({ scope, sourceId, mode, now });
    if (!isSourceThere)
      throw new ImportRefused('source_deleted', 'The source was deleted meanwhile.', resultOf(reading));
    return resultOf(reading, merged);
  }

  private async stage(
    reading: FileReading,
    files: AsyncIterable<UnpackedFile>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    try {
      await this.merges.stage(untilAborted(reading.linesOfAll(files), signal));
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
      throw new ImportRefused('malformed_file', error.message, resultOf(reading));
    }
  }
}

async function* untilAborted(
  lines: AsyncIterable<string>,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void> {
  for await (const batch of lines) {
    signal?.throwIfAborted();
    yield batch;
  }
}

function resultOf(reading: FileReading, merged: Partial<ImportCounts> = {}): ImportResult {
  return {
    counts: { ...reading.counts(), ...merged },
    rejectedByReason: reading.rejectedByReason,
    samples: reading.samples,
  };
}
