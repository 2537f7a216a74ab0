import { Inject, Injectable } from '@nestjs/common';
import type { ImportErrorCode } from '@sentrybox/contracts';
import { holdReasons } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { isCancelled } from '@sentrybox/queue';
import type { FailedWork, WorkHandler, WorkItem } from '@sentrybox/queue';
import { cancelledAt, ImportRefused, ImportsRepository, KeptFilesRepository } from '../imports';
import type { ImportEnd, ReceivedFile } from '../imports';
import { collectSourceWork } from './collect-source.work';
import { CollectionsRepository } from './collections.repository';
import { ListFetcher } from './fetching/fetch-list';
import type { FetchFailure, FetchOutcome } from './fetching/fetch-outcome';
import { RunProgressWriter } from './run-progress';
import { RunSchedule } from './run-schedule';
import { RunFinder } from './run-finder';
import type { Run } from './run-finder';
import { TakeIn } from './take-in';

/** Attempts of one run, first one included. */
const mostAttempts = 3;
const firstWaitMs = 30_000;

/**
 * A run: fetches the list of a source and takes it in. Whatever comes of it is in the history, and the next run is planned
 * in the transaction that ends this one. The merge is a transaction of its own, which ends the run with it: a worker that
 * crashes behind it finds the run ended and only plans the next.
 */
@Injectable()
export class CollectSourceHandler implements WorkHandler {
  readonly definition = collectSourceWork;

  constructor(
    private readonly finder: RunFinder,
    private readonly fetcher: ListFetcher,
    private readonly takeIn: TakeIn,
    private readonly runs: ImportsRepository,
    private readonly collections: CollectionsRepository,
    private readonly schedule: RunSchedule,
    private readonly files: KeptFilesRepository,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(item: WorkItem): Promise<void> {
    const run = await this.database.inTeam(item.teamId, () => this.finder.begin(item.id));
    if (run === undefined) {
      await item.finish(); // the source is gone, or another run took its place
    } else if (!run.isOpen) {
      // Switched off, or the merge of an earlier attempt was the end of the run.
      await item.finish(() => this.schedule.next(run.collection, run.collection.failures));
    } else {
      await this.collect(item, run);
    }
  }

  async onFailed({ id }: FailedWork, fault: unknown): Promise<void> {
    const run = await this.finder.find(id);
    if (run === undefined) return;
    const at = this.clock.now();
    const error = { code: 'internal_error', message: 'The run could not be finished.' } as const;
    await this.end(run, isCancelled(fault) ? cancelledAt(at) : { state: 'failed', error, at });
  }

  private async collect(item: WorkItem, run: Run): Promise<void> {
    const progress = new RunProgressWriter({ ...item, scope: run.collection.scope }, this.runs, this.database);
    try {
      const outcome = await this.fetcher.fetch({
        collection: run.collection,
        teamId: item.teamId,
        isPage: run.source.format.kind === 'text',
        signal: item.signal,
        onBytes: (bytes) => {
          progress.set({ bytes });
        },
      });
      await item.ensureLeased();
      await this.conclude(item, run, outcome, progress);
    } finally {
      progress.stop();
    }
  }

  private async conclude(item: WorkItem, run: Run, outcome: FetchOutcome, progress: RunProgressWriter): Promise<void> {
    const at = this.clock.now();
    switch (outcome.kind) {
      case 'unchanged':
        await item.finish(async () => {
          await this.collections.touchSnapshot(run.collection.scope, run.source.id, at);
          await this.end(run, { state: 'unchanged', httpStatus: outcome.httpStatus, at });
        });
        return;
      case 'failed':
        await this.failOrWait(item, run, outcome);
        return;
      case 'list':
        try {
          await this.take(item, run, outcome, progress);
        } finally {
          await outcome.file.close();
        }
    }
  }

  private async failOrWait(item: WorkItem, run: Run, failure: FetchFailure): Promise<void> {
    const { code, message, httpStatus } = failure;
    const at = this.clock.now();
    if (failure.isPassing && run.attempts < mostAttempts) {
      const backoffMs = firstWaitMs * 2 ** (run.attempts - 1) * (0.5 + Math.random());
      const waitMs = Math.max(backoffMs, (failure.retryAfterSeconds ?? 0) * 1_000);
      await item.waitUntil(new Date(at.getTime() + waitMs), async () => {
        await this.runs.wait(run.collection.scope, item.id, httpStatus);
      });
      return;
    }
    await item.finish(() => this.end(run, { state: 'failed', error: { code, message }, httpStatus, at }));
  }

  private async take(
    item: WorkItem,
    run: Run,
    list: Extract<FetchOutcome, { kind: 'list' }>,
    progress: RunProgressWriter,
  ): Promise<void> {
    try {
      await this.takeIn.take(item, run, list, progress);
    } catch (error) {
      if (!(error instanceof ImportRefused)) throw error;
      await this.refuse(item, run, list, error);
      return;
    }
    await item.finish(async () => {
      await this.files.dropHeld(run.collection.scope, run.source.id);
      await this.schedule.next(run.collection, 0);
    });
  }

  private async refuse(
    item: WorkItem,
    run: Run,
    { file, httpStatus }: { readonly file: ReceivedFile; readonly httpStatus: number },
    { code, message, result }: ImportRefused,
  ): Promise<void> {
    const isHeld = isHoldReason(code);
    await item.finish(async () => {
      if (code === 'source_deleted') return;
      if (isHeld) await this.files.keep(item.teamId, item.id, file);
      const facts = { bytes: file.bytes, sha256: file.sha256 };
      await this.end(run, {
        state: isHeld ? 'held' : 'failed',
        error: { code, message },
        result,
        httpStatus,
        file: facts,
        at: this.clock.now(),
      });
    });
  }

  /** Ends a run that took nothing in, and plans the next. */
  private async end({ collection, id }: Pick<Run, 'collection' | 'id'>, end: ImportEnd): Promise<void> {
    const { scope, sourceId } = collection;
    const failures = end.state === 'failed' ? collection.failures + 1 : 0;
    await this.runs.end(scope, id, end);
    const reason = end.error?.code ?? null;
    await this.collections.noteEnd(scope, sourceId, { status: end.state, reason, at: end.at, failures });
    await this.schedule.next(collection, failures);
  }
}

function isHoldReason(code: ImportErrorCode): boolean {
  return holdReasons.some((reason) => reason === code);
}
