import * as contracts from '@sentrybox/contracts';
import type { AppName, CommandDefinition, WorkDefinition } from '@sentrybox/contracts';

/** Every command of the contracts, whoever owns it. */
export function commandDefinitions(): CommandDefinition[] {
  return Object.values(contracts as Readonly<Record<string, unknown>>).filter(isCommandDefinition);
}

const workByCommand = new WeakMap<CommandDefinition, WorkDefinition>();
const workByOutcome = new WeakMap<CommandDefinition, Map<AppName, WorkDefinition>>();

/** The owner's kind of work that a command becomes. */
export function commandWorkOf(command: CommandDefinition): WorkDefinition {
  let work = workByCommand.get(command);
  if (work === undefined) {
    const { name, owner, concurrency, maxAttempts } = command;
    work = { name, owner, concurrency, maxAttempts };
    workByCommand.set(command, work);
  }
  return work;
}

// Settling an outcome is a few writes; it is tried until an operator has to look.
const outcomeWork = { concurrency: 5, maxAttempts: 10 };

/** The caller's kind of work that the outcome of a command becomes. */
export function outcomeWorkOf(command: CommandDefinition, caller: AppName): WorkDefinition {
  const byCaller = workByOutcome.get(command) ?? new Map<AppName, WorkDefinition>();
  workByOutcome.set(command, byCaller);
  let work = byCaller.get(caller);
  if (work === undefined) {
    work = { name: `${caller}.outcome-of.${command.name}`, owner: caller, ...outcomeWork };
    byCaller.set(caller, work);
  }
  return work;
}

/** What is wrong with the handlers of an app, one sentence each. */
export function commandHandlerProblems(
  app: AppName,
  definitions: readonly CommandDefinition[],
  handles: (work: WorkDefinition) => boolean,
): string[] {
  const own = definitions
    .filter((definition) => definition.owner === app && !handles(commandWorkOf(definition)))
    .map(({ name }) => `${name} has no @Command handler`);
  const sent = definitions
    .filter((definition) => definition.callers.includes(app) && !handles(outcomeWorkOf(definition, app)))
    .map(({ name }) => `${name} has no @Outcome handler`);
  return [...own, ...sent];
}

function isCommandDefinition(value: unknown): value is CommandDefinition {
  return typeof value === 'object' && value !== null && 'callers' in value && 'outcome' in value && 'request' in value;
}
