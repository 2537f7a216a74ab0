import { Injectable } from '@nestjs/common';
import type { WorkDefinition } from '@sentrybox/contracts';
import { uuidv7 } from '@sentrybox/database';
import { bug } from '@sentrybox/errors';
import { currentTraceparent } from '@sentrybox/observability';
import type { AcceptsWork, WorkSubmission } from './accepts-work';
import { QueueRuntime } from './queue-runtime';

/** Accepts durable work. */
@Injectable()
export class Work implements AcceptsWork {
  constructor(private readonly runtime: QueueRuntime) {}

  /**
   * Accepts work in the current transaction of the team: it is done if and only if that transaction commits, also when
   * Redis is away or loses everything.
   * @returns the id of the work.
   * @throws DomainError kind `bug` outside `inTeam` of that team, or for work that the app has no handler for.
   */
  async submit(definition: WorkDefinition, { id = uuidv7(), teamId, dueAt }: WorkSubmission): Promise<string> {
    const { database, handlers, teamWork, relay } = this.runtime;
    if (!handlers.handles(definition)) throw bug(`${definition.name} has no handler in this app`);
    if (database.currentTeamId !== teamId.toLowerCase()) throw bug('Work is accepted inside its team’s transaction');
    if (await teamWork.insert({ id, teamId, kind: definition.name, dueAt, traceparent: currentTraceparent() })) {
      database.afterCommit(() => {
        relay.kick();
      });
    }
    return id;
  }

  /**
   * Cancels work of the current transaction's team. A worker that has it is told within 5 s by its signal and cannot
   * write any more from now on.
   * @returns false when it had ended before, or there is no such work in this team.
   * @throws DomainError kind `bug` outside `inTeam`.
   */
  async cancel(id: string): Promise<boolean> {
    const teamId = this.runtime.database.currentTeamId;
    if (teamId === undefined || teamId === null) throw bug('Work is cancelled inside its team’s transaction');
    return await this.runtime.teamWork.cancel(teamId, id);
  }
}
