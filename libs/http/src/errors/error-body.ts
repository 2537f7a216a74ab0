import type { FieldFault } from '@sentrybox/errors';
import type { Fault } from './fault';
import type { PathFamily } from './path-family';
import { reasonPhrase } from './reason-phrases';

export interface ErrorAnswer {
  readonly status: number;
  /** Machine code of `X-Error-Code`. */
  readonly code: string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

// The closed list of the analysis API: the seven of its document and those that the contract adds.
const analysisCodes = new Set([
  'invalid_api_key',
  'revoked_api_key',
  'invalid_request',
  'invalid_ioc_type',
  'no_plugins_available',
  'not_found',
  'unavailable',
  'forbidden',
  'conflict',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'internal_error',
]);

const analysisCodeOfStatus: Readonly<Record<number, string>> = {
  401: 'invalid_api_key',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  500: 'internal_error',
  503: 'unavailable',
};

/** The answer to a fault: `application/problem+json` where it was asked for, else the body of the path's family. */
export function errorAnswer(fault: Fault, family: PathFamily, wantsProblem: boolean, requestId: string): ErrorAnswer {
  const code = family === 'analysis' ? analysisCode(fault) : fault.code;
  const base = { status: fault.status, code, headers: fault.headers };
  if (wantsProblem) {
    const body = problemBody(fault, code, requestId);
    return { ...base, contentType: 'application/problem+json; charset=utf-8', body };
  }
  const body = family === 'analysis' ? { error: code, detail: fault.message } : platformBody(fault, requestId);
  return { ...base, contentType: 'application/json; charset=utf-8', body };
}

function analysisCode(fault: Fault): string {
  if (analysisCodes.has(fault.code)) return fault.code;
  return analysisCodeOfStatus[fault.status] ?? 'invalid_request';
}

function platformBody(fault: Fault, requestId: string): object {
  return {
    error: reasonPhrase(fault.status),
    message: fault.message,
    status: 'error',
    request_id: requestId,
    ...detailsOf(fault.details),
  };
}

// RFC 9457. The type stays about:blank: codes are told apart by the extension member `code`.
function problemBody(fault: Fault, code: string, requestId: string): object {
  return {
    type: 'about:blank',
    title: reasonPhrase(fault.status),
    status: fault.status,
    detail: fault.message,
    code,
    request_id: requestId,
    ...detailsOf(fault.details),
  };
}

function detailsOf(details: readonly FieldFault[]): { details?: readonly FieldFault[] } {
  return details.length === 0 ? {} : { details };
}

/** Whether the client names the problem type in `Accept`, not refused by `q=0`. */
export function wantsProblem(accept: string | undefined): boolean {
  if (accept?.includes('application/problem+json') !== true) return false;
  const range = accept.split(',').find((part) => part.trim().toLowerCase().startsWith('application/problem+json'));
  return range !== undefined && !/;\s*q=0(?:\.0{1,3})?\s*(?:$|;)/i.test(range);
}
