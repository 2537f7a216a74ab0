import { iocTypes } from '@sentrybox/contracts';
import type { DomainError } from '@sentrybox/errors';
import { invalidRequest, notFound } from '@sentrybox/errors';

export function analysisNotFound(): DomainError {
  return notFound('There is no such analysis.');
}

export function pendingPluginNotFound(): DomainError {
  return notFound('This analysis has no such pending plugin.');
}

export function ofNoType(): DomainError {
  const message = 'It is no IP address, domain, URL, hash or e-mail address.';
  return invalidRequest(message, [{ field: 'ioc', code: 'invalid_value', message }]);
}

export function asOfBeforeAnalysis(): DomainError {
  const message = 'The time lies before the analysis.';
  return invalidRequest(message, [{ field: 'as_of', code: 'invalid_value', message }]);
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
