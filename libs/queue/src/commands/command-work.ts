import type { Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import type { CommandDefinition, WorkDefinition } from '@sentrybox/contracts';
import { bug } from '@sentrybox/errors';
import { fromWireError } from '@sentrybox/messaging';
import type { FailedWork, WorkHandler, WorkItem } from '../work-handler';
import { commandWorkOf, outcomeWorkOf } from './command-catalogue';
import { CommandDesk } from './command-desk';
import { commandOf, outcomeOf } from './command-handler';
import type { CommandHandler, CommandOutcome, OutcomeHandler } from './command-handler';
import { outcomeBodySchema } from './command-message';
import { CommandRuntime } from './command-runtime';
import type { MessageRow } from './command-store';

/** Any class that can be named among the handlers of an app. */
export type AnyHandler = WorkHandler | CommandHandler | OutcomeHandler;

/** The handler of slow work that stands for `type`: itself, unless it is marked for a command or an outcome. */
export function workHandlerOf(type: Type<AnyHandler>, modules: ModuleRef): WorkHandler {
  const instance = modules.get<AnyHandler>(type, { strict: false });
  const command = commandOf(type);
  const outcome = outcomeOf(type);
  if (command === undefined && outcome === undefined) return instance as WorkHandler; // what forApp was given is one of three
  const desk = modules.get(CommandDesk, { strict: false });
  if (command !== undefined) return new CommandWork(command, instance as CommandHandler, desk);
  const { app } = modules.get(CommandRuntime, { strict: false });
  if (outcome === undefined) throw bug('neither a command nor an outcome');
  return new OutcomeWork(outcome, outcomeWorkOf(outcome, app), instance as OutcomeHandler, desk);
}

/** A command as slow work of its owner. Without `onRepeated`: what the caller knows as failed is not tried again. */
class CommandWork implements WorkHandler {
  readonly definition: WorkDefinition;

  constructor(
    private readonly command: CommandDefinition,
    private readonly handler: CommandHandler,
    private readonly desk: CommandDesk,
  ) {
    this.definition = commandWorkOf(command);
  }

  async run(item: WorkItem): Promise<void> {
    const { command, desk } = this;
    const row = await desk.messageOf(item);
    const payload = command.request.safeParse(row.body);
    if (!payload.success) throw bug(`A stored ${command.name} breaks its contract`, payload.error);
    await desk.inContextOf(row, () =>
      this.handler.run({
        ...{ id: item.id, teamId: item.teamId, attempt: item.attempt, createdAt: item.createdAt, signal: item.signal },
        ...{ caller: row.peer, onBehalfOf: row.onBehalfOf, payload: payload.data },
        ensureLeased: () => item.ensureLeased(),
        waitUntil: (dueAt, fn) => item.waitUntil(dueAt, fn),
        finish: (outcome, fn) => desk.finish(item, row, command, outcome, fn),
      }),
    );
  }

  async onFailed(item: FailedWork, error: unknown): Promise<void> {
    await this.desk.fail(item, error);
  }
}

/** An outcome as slow work of the caller: settled once, tried again, dead-lettered like any other. */
class OutcomeWork implements WorkHandler {
  constructor(
    private readonly command: CommandDefinition,
    readonly definition: WorkDefinition,
    private readonly handler: OutcomeHandler,
    private readonly desk: CommandDesk,
  ) {}

  async run(item: WorkItem): Promise<void> {
    const row = await this.desk.messageOf(item);
    const outcome = this.outcomeOf(row);
    await this.desk.inContextOf(row, () => item.finish(() => this.handler.settle(outcome)));
  }

  private outcomeOf({ body, commandId, teamId }: MessageRow): CommandOutcome {
    const { name, owner, outcome: schema } = this.command;
    const parsed = outcomeBodySchema.parse(body);
    if ('error' in parsed) {
      return { commandId, teamId, result: { status: 'failed', error: fromWireError(parsed.error, owner) } };
    }
    const outcome = schema.safeParse(parsed.outcome);
    if (!outcome.success) throw bug(`The outcome of ${name} breaks its contract`, outcome.error);
    return { commandId, teamId, result: { status: 'done', outcome: outcome.data } };
  }
}
