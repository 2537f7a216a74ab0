import type { DomainError, FieldFault } from '@sentrybox/errors';
import { conflict, invalidRequest, notFound } from '@sentrybox/errors';

export function pluginNotFound(): DomainError {
  return notFound('There is no such plugin.');
}

export function invalidSettings(faults: readonly FieldFault[]): DomainError {
  const names = faults.map(({ field }) => field).join(', ');
  return invalidRequest(`Invalid value for: ${names}.`, faults);
}

export function pluginLacks(reason: string): DomainError {
  return conflict(`The plugin cannot be asked: ${reason}`);
}

export function slowIsNotTested(): DomainError {
  return conflict('A plugin that answers later is tested by an analysis.');
}
