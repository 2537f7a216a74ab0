import { HttpException } from '@nestjs/common';
import { DomainError, genericCodeOf, httpStatusOf } from '@sentrybox/errors';
import type { ErrorKind, FieldFault } from '@sentrybox/errors';
import { ProtocolError } from './protocol-error';

/** An error as the wire knows it, before it gets one of its shapes. */
export interface Fault {
  readonly status: number;
  readonly code: string;
  /** One sentence, safe to show. */
  readonly message: string;
  readonly details: readonly FieldFault[];
  readonly headers: Readonly<Record<string, string>>;
}

const internalError: Fault = {
  status: 500,
  code: 'internal_error',
  message: 'The service failed. Quote the request id when you report it.',
  details: [],
  headers: {},
};

// What Fastify and Nest throw by themselves; their texts name internals and are not used.
const frameworkFaults: Readonly<Record<number, readonly [ErrorKind, string]>> = {
  400: ['invalid', 'The request is not valid.'],
  401: ['unauthenticated', 'A credential is needed.'],
  403: ['forbidden', 'This is not allowed.'],
  404: ['not_found', 'There is nothing at this path.'],
  413: ['payload_too_large', 'The body is larger than this route accepts.'],
  415: ['unsupported_media_type', 'The media type of the body is not accepted here.'],
  503: ['unavailable', 'The service cannot answer now.'],
};

/** Anything thrown anywhere, as a fault. What nobody threw on purpose is a 500 that says nothing. */
export function faultOf(error: unknown): Fault {
  if (error instanceof DomainError) return domainFault(error);
  if (error instanceof ProtocolError) {
    return { status: error.status, code: error.code, message: error.message, details: [], headers: error.headers };
  }
  if (error instanceof HttpException) {
    const known = frameworkFaults[error.getStatus()];
    if (known !== undefined) return simpleFault(known[0], known[1]);
  }
  return internalError;
}

function domainFault(error: DomainError): Fault {
  if (error.kind === 'bug') return internalError;
  const headers: Record<string, string> = {};
  if (error.retryAfterSeconds !== undefined) headers['retry-after'] = String(Math.ceil(error.retryAfterSeconds));
  if (error.kind === 'unauthenticated') headers['www-authenticate'] = 'Bearer realm="sentrybox"';
  return {
    status: httpStatusOf[error.kind],
    code: error.code,
    message: error.message,
    details: error.details,
    headers,
  };
}

function simpleFault(kind: ErrorKind, message: string): Fault {
  return { status: httpStatusOf[kind], code: genericCodeOf[kind], message, details: [], headers: {} };
}
