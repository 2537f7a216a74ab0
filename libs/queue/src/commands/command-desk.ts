import { Injectable } from '@nestjs/common';
import type { CommandDefinition } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import { bug } from '@sentrybox/errors';
import { toWireError } from '@sentrybox/messaging';
import { runInRequestContext } from '@sentrybox/observability';
import type { FailedWork, WorkItem } from '../work-handler';
import { CommandRuntime } from './command-runtime';
import type { MessageRow } from './command-store';

/** What the work of a command or an outcome does with its row in the inbox. */
@Injectable()
export class CommandDesk {
  constructor(
    private readonly database: Database,
    private readonly runtime: CommandRuntime,
  ) {}

  /** The message that became this work. @throws DomainError kind `bug` when there is none. */
  async messageOf({ id, teamId }: FailedWork): Promise<MessageRow> {
    const row = await this.database.inTeam(teamId, () => this.runtime.store.received(teamId, id));
    if (row === undefined) throw bug('Work of a command without the command');
    return row;
  }

  /** Runs `work` as part of the request from which the message came, for whom it was sent. */
  async inContextOf<T>(row: MessageRow, work: () => Promise<T>): Promise<T> {
    const { correlationId: requestId, name: route, onBehalfOf: principal } = row;
    return await runInRequestContext({ requestId, clientIp: '', route, principal, startedAt: performance.now() }, work);
  }

  /** Ends a command with its outcome. Throws as `WorkItem.finish` does. */
  async finish(
    item: WorkItem,
    row: MessageRow,
    definition: CommandDefinition,
    outcome: unknown,
    fn: (() => Promise<void>) | undefined,
  ): Promise<void> {
    const parsed = definition.outcome.safeParse(outcome);
    if (!parsed.success) throw bug(`The outcome of ${definition.name} breaks its contract`, parsed.error);
    await item.finish(async () => {
      await fn?.();
      await this.runtime.answer(row, uuidv7(), { outcome: parsed.data });
    });
  }

  /** Tells the caller that its command failed; inside the transaction that ends the work. */
  async fail({ id, teamId }: FailedWork, error: unknown): Promise<void> {
    const row = await this.runtime.store.received(teamId, id);
    if (row !== undefined) await this.runtime.answer(row, uuidv7(), { error: toWireError(error) });
  }
}
