import { iocTypes } from '@sentrybox/contracts';
import type { DomainError } from '@sentrybox/errors';
import { invalidRequest, notFound } from '@sentrybox/errors';

export function analysisNotFound(): DomainError {
  return notFound('There is no such analysis.');
}

export function pendingPluginNotFound(): DomainError {
  return notFound('This analysis has no such pending plugin.');
}

export function invalidIocType(): DomainError {
  return invalidRequest(
    `type must be one of: ${iocTypes.join(', ')}.`,
    [{ field: 'type', code: 'invalid_ioc_type', message: 'Not a known type.' }],
    'invalid_ioc_type',
  );
}

export function notOfItsType(type: string, reason: string): DomainError {
  return invalidRequest(`ioc is not a valid ${type}: ${reason}`, [
    { field: 'ioc', code: 'invalid_value', message: reason },
  ]);
}

export function noPluginsAvailable(): DomainError {
  return invalidRequest('None of the requested plugins can analyse this indicator.', [], 'no_plugins_available');
}
