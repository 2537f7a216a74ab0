import { Inject, Injectable } from '@nestjs/common';
import type { ImportErrorCode } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { DomainError } from '@sentrybox/errors';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { isCancelled } from '@sentrybox/queue';
import type { FailedWork, WorkHandler, WorkItem } from '@sentrybox/queue';
import { WriteTurn } from '../model';
import { WarninglistsService } from '../warninglists';
import { importFileWork } from './import-file.work';
import { nothingRead } from './import-result';
import { cancelledAt, failedBy } from './import.row';
import type { ImportEnd, ImportRow } from './import.row';
import { importCancelled, ImportRefused } from './imports.errors';
import { ImportsRepository } from './imports.repository';
import { IngestService } from './ingest/ingest.service';
import { KeptFilesRepository } from './kept-files.repository';
import { ReceivedFile } from './upload/received-file';

/** Merging some ten million rows takes about this long. */
const mergeTimeoutMs = 1_800_000;
const turnWaitMs = 1_800_000;

/**
 * Reads a kept file into its source. The merge and the end of the import are one transaction of their own, which can
 * take minutes; the work ends behind it. A worker that crashes in between finds the import ended and does nothing.
 */
@Injectable()
export class ImportFileHandler implements WorkHandler {
  readonly definition = importFileWork;

  constructor(
    private readonly imports: ImportsRepository,
    private readonly files: KeptFilesRepository,
    private readonly ingests: IngestService,
    private readonly warninglists: WarninglistsService,
    private readonly turn: WriteTurn,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(item: WorkItem): Promise<void> {
    const row = await this.database.inTeam(item.teamId, () => this.findRunning(item.id));
    if (row !== undefined) {
      const file = await ReceivedFile.of(this.keptPieces(item));
      try {
        await item.ensureLeased();
        await this.ingest(item, row, file);
      } catch (error) {
        if (!(error instanceof ImportRefused)) throw error;
        await item.fail(error.code, () => this.end(item, row, failedBy(error, this.clock.now())));
        return;
      } finally {
        await file.close();
      }
    }
    await item.finish(() => this.files.drop(item.teamId, item.id));
  }

  async onFailed(item: FailedWork, error: unknown): Promise<void> {
    const row = await this.findRunning(item.id);
    if (row === undefined) return;
    const at = this.clock.now();
    await this.end(item, row, isCancelled(error) ? cancelledAt(at) : failedBy(refusalOf(error), at));
  }

  private async ingest(item: WorkItem, row: ImportRow, file: ReceivedFile): Promise<void> {
    const { scope, source_id: sourceId, mode, format } = row;
    const screen = await this.warninglists.screenFor(scope, item.teamId);
    const merge = async (): Promise<void> => {
      await this.turn.take(scope, turnWaitMs);
      if ((await this.findRunning(item.id)) === undefined) return; // another worker was faster
      const result = await this.ingests.ingest({
        scope,
        sourceId,
        mode,
        format,
        file,
        screen,
        signal: item.signal,
      });
      const isEnded = await this.imports.end(scope, item.id, { state: 'done', result, at: this.clock.now() });
      if (!isEnded) throw importCancelled();
    };
    await this.database.inTeam(item.teamId, merge, { statementTimeoutMs: mergeTimeoutMs });
  }

  private async end({ teamId, id }: FailedWork, { scope }: ImportRow, end: ImportEnd): Promise<void> {
    await this.imports.end(scope, id, end);
    await this.files.drop(teamId, id);
  }

  private async findRunning(id: string): Promise<ImportRow | undefined> {
    const row = (await this.imports.find('team', id)) ?? (await this.imports.find('platform', id));
    return row?.state === 'running' ? row : undefined;
  }

  // Each piece in a transaction of its own: a connection that is copying cannot read.
  private async *keptPieces({ teamId, id }: WorkItem): AsyncGenerator<Buffer, void> {
    for (let seq = 0; ; seq += 1) {
      const piece = await this.database.inTeam(teamId, () => this.files.piece(teamId, id, seq));
      if (piece === undefined) return;
      yield piece;
    }
  }
}

function refusalOf(error: unknown): ImportRefused {
  const code: ImportErrorCode =
    error instanceof DomainError && error.kind === 'unavailable' ? 'unavailable' : 'internal_error';
  return new ImportRefused(code, 'The import could not be finished.', nothingRead);
}
