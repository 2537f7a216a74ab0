import type { InputOf, WorkEndpoints, WorkView } from '@sentrybox/contracts';
import type { Audit } from '@sentrybox/audit';
import { behindIdOf, newestFirst } from '@sentrybox/database';
import type { ListPage } from '@sentrybox/database';
import type { QueueRuntime } from '../queue-runtime';
import type { WorkHandler } from '../work-handler';
import { workCancelled, workHasEnded, workNotFailed, workNotFound, workNotRepeatable } from '../work.errors';
import { WorkViewsStore } from './work-views.store';
import type { WorkFacts } from './work-views.store';

/**
 * What an operator of the platform may do with the work of this service. Reads are on the work role; a change is made in
 * the transaction of the row's team, together with its audit row.
 */
export class WorkOperations {
  private readonly views: WorkViewsStore;

  constructor(
    private readonly runtime: QueueRuntime,
    private readonly audit: Audit,
    private readonly path: string,
  ) {
    this.views = new WorkViewsStore(runtime.database);
  }

  async list({ query }: InputOf<WorkEndpoints['list']>): Promise<ListPage<WorkView>> {
    const { state, kind, team_id: teamId, error, created_after: createdAfter, created_before: createdBefore } = query;
    const { limit, offset } = query;
    const filter = { state, kind, teamId, error, createdAfter, createdBefore, limit, offset };
    const { rows, count } = await this.views.list({ ...filter, behindId: behindIdOf(query) });
    return newestFirst({ rows, count, page: query, path: this.path, query, toItem: (row) => this.viewOf(row) });
  }

  /** @throws not_found */
  async get(id: string): Promise<WorkView> {
    return this.viewOf(await this.find(id));
  }

  /** @throws not_found, work_not_failed, work_not_repeatable */
  async retry(id: string): Promise<WorkView> {
    const row = await this.find(id);
    const handler = this.handlerOf(row);
    if (row.state !== 'failed') throw workNotFailed();
    if (!isRepeatable(handler)) throw workNotRepeatable();
    const { database, teamWork, relay } = this.runtime;
    await database.inTeam(row.teamId, async () => {
      if (!(await teamWork.repeat(row.teamId, id))) throw workNotFailed();
      await handler?.onRepeated?.(itemOf(row));
      await this.record('work_retried', row);
      database.afterCommit(() => {
        relay.kick();
      });
    });
    return await this.get(id);
  }

  /** @throws not_found, work_has_ended */
  async cancel(id: string): Promise<WorkView> {
    const row = await this.find(id);
    const { database, teamWork } = this.runtime;
    await database.inTeam(row.teamId, async () => {
      const before = await teamWork.cancelAny(row.teamId, id);
      if (before === undefined) throw workHasEnded();
      // What failed has told the app so already.
      if (before !== 'failed') await this.handlerOf(row)?.onFailed?.(itemOf(row), workCancelled());
      await this.record('work_cancelled', row);
    });
    return await this.get(id);
  }

  private async record(action: string, { id, teamId, kind, state }: WorkFacts): Promise<void> {
    await this.audit.record({
      ...{ action, teamId, outcome: 'success', object: { type: 'work', id } },
      details: { kind, state_before: state },
    });
  }

  private async find(id: string): Promise<WorkFacts> {
    const row = await this.views.find(id);
    if (row === undefined) throw workNotFound();
    return row;
  }

  // Undefined: a kind of an earlier release.
  private handlerOf({ kind }: WorkFacts): WorkHandler | undefined {
    return this.runtime.handlers.all.find(({ definition }) => definition.name === kind);
  }

  private viewOf(row: WorkFacts): WorkView {
    return {
      id: row.id,
      team_id: row.teamId,
      kind: row.kind,
      state: row.state,
      attempts: row.attempt,
      error: row.error,
      repeatable: isRepeatable(this.handlerOf(row)),
      due_at: row.dueAt.toISOString(),
      created_at: row.createdAt.toISOString(),
      finished_at: row.finishedAt?.toISOString() ?? null,
    };
  }
}

// What onFailed has written would stand beside the success of the next attempt.
function isRepeatable(handler: WorkHandler | undefined): boolean {
  return handler !== undefined && (handler.onFailed === undefined || handler.onRepeated !== undefined);
}

function itemOf({ id, teamId, attempt }: WorkFacts) {
  return { id, teamId, attempt };
}
