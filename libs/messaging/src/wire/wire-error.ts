import { z } from 'zod';
import { DomainError, genericCodeOf, httpStatusOf } from '@sentrybox/errors';
import type { ErrorKind } from '@sentrybox/errors';

const kinds = Object.keys(httpStatusOf) as ErrorKind[]; // the keys of a record over ErrorKind are exactly ErrorKind

export const wireErrorSchema = z.strictObject({
  kind: z.enum(kinds),
  code: z.string().max(64),
  message: z.string().max(2_000),
  details: z.array(z.object({ field: z.string(), code: z.string(), message: z.string() })).max(50),
  retryAfterSeconds: z.number().nonnegative().optional(),
});
export type WireError = z.infer<typeof wireErrorSchema>;

/** What the asker may learn of a failure: a domain error as it is, anything else as `internal_error` without its text. */
export function toWireError(error: unknown): WireError {
  if (!(error instanceof DomainError) || error.kind === 'bug') {
    return { kind: 'bug', code: genericCodeOf.bug, message: 'The service failed to answer.', details: [] };
  }
  return {
    kind: error.kind,
    code: error.code,
    message: error.message.slice(0, 2_000),
    details: error.details.slice(0, 50).map(({ field, code, message }) => ({ field, code, message })),
    retryAfterSeconds: error.retryAfterSeconds,
  };
}

/** The error as the asker throws it. */
export function fromWireError(error: WireError, owner: string): DomainError {
  return new DomainError({ ...error, cause: `answered by ${owner}` });
}
