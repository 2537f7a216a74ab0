import { maxActionTextBytes } from '@sentrybox/contracts';
import { DomainError } from '@sentrybox/errors';

export function textTooLong(): DomainError {
  return new DomainError({
    kind: 'payload_too_large',
    code: 'payload_too_large',
    message: `text has more than the ${maxActionTextBytes} bytes that are read at once.`,
  });
}
