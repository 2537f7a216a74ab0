import { SetMetadata } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import type { z } from 'zod';
import type { AppName, CommandDefinition, Principal } from '@sentrybox/contracts';
import type { DomainError } from '@sentrybox/errors';
import type { WorkItem } from '../work-handler';

/** A command in the hands of its owner. What is said of a `WorkItem` holds for it. */
export interface ReceivedCommand<D extends CommandDefinition = CommandDefinition> extends Pick<
  WorkItem,
  'id' | 'teamId' | 'attempt' | 'createdAt' | 'signal' | 'ensureLeased' | 'waitUntil'
> {
  /** The service that sent it, by its signature. */
  readonly caller: AppName;
  /** The user or key for whom the caller acts; absent when it acts for itself. */
  readonly onBehalfOf: Principal | undefined;
  readonly payload: z.output<D['request']>;

  /**
   * Ends the command: `fn`'s writes, the end of the work and the outcome on its way to the caller are one transaction.
   * @throws DomainError `lease_lost`, with nothing written, when another worker may have it by now; kind `bug` when the
   * outcome breaks its contract; what `fn` throws.
   */
  finish(outcome: z.input<D['outcome']>, fn?: () => Promise<void>): Promise<void>;
}

/**
 * Does what a command asks. A provider with `@Command`, named among the handlers of `QueueModule.forApp`. Ends with
 * `finish` or `waitUntil`; when it throws, the work is tried again like any other, and the caller is told of the failure
 * when that is over.
 */
export interface CommandHandler<D extends CommandDefinition = CommandDefinition> {
  run(command: ReceivedCommand<D>): Promise<void>;
}

/** What the caller learns of its command. */
export interface CommandOutcome<D extends CommandDefinition = CommandDefinition> {
  /** As `Commands.send` returned it. */
  readonly commandId: string;
  readonly teamId: string;
  readonly result:
    | { readonly status: 'done'; readonly outcome: z.output<D['outcome']> }
    | { readonly status: 'failed'; readonly error: DomainError };
}

/**
 * Takes the outcome of a command that this app sent. A provider with `@Outcome`, named among the handlers of
 * `QueueModule.forApp`. `settle` runs inside one transaction of the team together with the end of its own work: what it
 * writes takes effect once.
 */
export interface OutcomeHandler<D extends CommandDefinition = CommandDefinition> {
  settle(outcome: CommandOutcome<D>): Promise<void>;
}

const commandKey = 'sentrybox:command';
const outcomeKey = 'sentrybox:outcome';

/** Marks the class that does a command of this app's own. */
export function Command(definition: CommandDefinition): ClassDecorator {
  return SetMetadata(commandKey, definition);
}

/** Marks the class that takes the outcomes of another app's command. */
export function Outcome(definition: CommandDefinition): ClassDecorator {
  return SetMetadata(outcomeKey, definition);
}

export function commandOf(type: Type): CommandDefinition | undefined {
  return Reflect.getMetadata(commandKey, type) as CommandDefinition | undefined; // set by Command alone
}

export function outcomeOf(type: Type): CommandDefinition | undefined {
  return Reflect.getMetadata(outcomeKey, type) as CommandDefinition | undefined; // set by Outcome alone
}
