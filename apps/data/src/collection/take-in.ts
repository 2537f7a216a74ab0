import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import type { WorkItem } from '@sentrybox/queue';
import { importCancelled, ImportsRepository, IngestService } from '../imports';
import type { ReadFacts } from '../imports';
import { WriteTurn } from '../model';
import { WarninglistsService } from '../warninglists';
import { CollectionsRepository } from './collections.repository';
import type { FetchOutcome } from './fetching/fetch-outcome';
import { judgeList, shapeOf } from './judge-list';
import type { Run } from './run-finder';
import type { RunProgressWriter } from './run-progress';

/** Merging some ten million rows takes about this long. */
const mergeTimeoutMs = 1_800_000;
const turnWaitMs = 1_800_000;

/** Makes a source say what its list says, and ends the run, in one transaction: readers see the old list or the new one. */
@Injectable()
export class TakeIn {
  constructor(
    private readonly ingests: IngestService,
    private readonly runs: ImportsRepository,
    private readonly collections: CollectionsRepository,
    private readonly warninglists: WarninglistsService,
    private readonly turn: WriteTurn,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ImportRefused with nothing written, DomainError `lease_lost` when the run was cancelled meanwhile. */
  async take(
    item: WorkItem,
    { id, collection, source }: Run,
    list: Extract<FetchOutcome, { kind: 'list' }>,
    progress: RunProgressWriter,
  ): Promise<void> {
    const { scope } = source;
    const { file } = list;
    const screen = await this.warninglists.screenFor(scope, item.teamId);
    const merge = async (): Promise<void> => {
      progress.set({ phase: 'reading' });
      await this.turn.take(scope, turnWaitMs);
      let facts: ReadFacts | undefined;
      const result = await this.ingests.ingest({
        scope,
        sourceId: source.id,
        mode: source.mode,
        format: source.format,
        file,
        screen,
        signal: item.signal,
        judge: (read) => {
          facts = read;
          progress.set({ phase: 'merging' });
          return source.mode === 'snapshot' ? judgeList(read, source.indicatorsCount, collection.shape) : undefined;
        },
        onRead: (records) => {
          progress.set({ records });
        },
      });
      const at = this.clock.now();
      const read = { bytes: file.bytes, sha256: file.sha256 };
      const end = { state: 'done', result, httpStatus: list.httpStatus, file: read, at } as const;
      if (!(await this.runs.end(scope, id, end))) throw importCancelled();
      await this.collections.noteEnd(scope, source.id, { status: 'done', reason: null, at, failures: 0 });
      if (facts !== undefined) await this.collections.noteList(scope, source.id, list.validators, shapeOf(facts));
    };
    await this.database.inTeam(item.teamId, merge, { statementTimeoutMs: mergeTimeoutMs });
  }
}
