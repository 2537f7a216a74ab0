import * as contracts from '@sentrybox/contracts';
import type { AppName, AskDefinition } from '@sentrybox/contracts';

/** Every ask of the contracts, whoever owns it. */
export function askDefinitions(): AskDefinition[] {
  return Object.values(contracts as Readonly<Record<string, unknown>>).filter(isAskDefinition);
}

/**
 * What is wrong with the handlers of an app, one sentence each: every ask that the app owns has a handler, and no
 * handler is for an ask of another app or for one that the contracts do not know.
 */
export function askHandlerProblems(
  app: AppName,
  definitions: readonly AskDefinition[],
  bound: readonly AskDefinition[],
): string[] {
  const missing = definitions
    .filter((definition) => definition.owner === app && !bound.includes(definition))
    .map(({ name }) => `${name} has no handler`);
  const foreign = bound.filter(({ owner }) => owner !== app).map(({ name }) => `${name} belongs to another app`);
  const unknown = bound
    .filter((definition) => definition.owner === app && !definitions.includes(definition))
    .map(({ name }) => `${name} is not in the contracts`);
  return [...missing, ...foreign, ...unknown];
}

function isAskDefinition(value: unknown): value is AskDefinition {
  return (
    typeof value === 'object' && value !== null && 'answer' in value && 'request' in value && 'deadlineMs' in value
  );
}
