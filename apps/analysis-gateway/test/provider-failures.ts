import {
  brokenJson,
  empty,
  garbage,
  gzipBomb,
  halfOpen,
  hang,
  html,
  huge,
  json,
  raw,
  redirect,
  reset,
  resetInBody,
  slowBytes,
  tooManyRequests,
} from '@sentrybox/testing';
import type { Answer } from '@sentrybox/testing';
import type { PluginErrorCode } from '@sentrybox/contracts';

export interface Failure {
  readonly name: string;
  readonly answer: Answer;
  readonly code: PluginErrorCode;
  /** Set for a status that some sources use as an answer of their own. */
  readonly status?: number;
}

const secretText = { error: 'text that nobody shows' };

const statusFailures: readonly (readonly [number, PluginErrorCode])[] = [
  [201, 'invalid_response'],
  [204, 'quota'],
  [400, 'rejected'],
  [401, 'unauthorized'],
  [402, 'quota'],
  [403, 'unauthorized'],
  [404, 'invalid_response'],
  [410, 'rejected'],
  [418, 'invalid_response'],
  [422, 'rejected'],
  [500, 'upstream'],
  [502, 'upstream'],
  [503, 'upstream'],
];

/** What every source can do instead of answering, and what it means; `rejects` of no plugin, `answers` of none. */
export const failures: readonly Failure[] = [
  ...statusFailures.map(([status, code]) => ({
    name: String(status),
    answer: status === 204 ? empty(status) : json(status, secretText),
    code,
    status,
  })),
  { name: '404 as a page', answer: html('<h1>Not Found', 404), code: 'invalid_response' },
  { name: '500 as a page', answer: html('<h1>oops', 500), code: 'upstream' },
  { name: '429', answer: tooManyRequests('30', secretText), code: 'quota' },
  { name: 'hang', answer: hang(), code: 'timeout' },
  { name: 'one byte at a time', answer: slowBytes(), code: 'timeout' },
  { name: 'half an answer and silence', answer: halfOpen(), code: 'timeout' },
  { name: 'reset', answer: reset(), code: 'unreachable' },
  { name: 'reset in the body', answer: resetInBody(), code: 'unreachable' },
  { name: 'garbage', answer: garbage(), code: 'invalid_response' },
  { name: 'huge', answer: huge(10_000_000_000), code: 'invalid_response' },
  { name: 'gzip bomb', answer: gzipBomb(1_073_741_824), code: 'invalid_response' },
  { name: 'redirect to a private address', answer: redirect('http://10.0.0.1/'), code: 'invalid_response' },
  { name: 'redirect to metadata', answer: redirect('http://169.254.169.254/latest/'), code: 'invalid_response' },
  { name: 'web page', answer: html(), code: 'invalid_response' },
  { name: 'empty body', answer: raw(200, ''), code: 'invalid_response' },
];

/** The same for sources that answer in JSON. */
export const jsonFailures: readonly Failure[] = [
  { name: 'broken JSON', answer: brokenJson(), code: 'invalid_response' },
  { name: 'null', answer: json(200, null), code: 'invalid_response' },
  { name: 'text', answer: json(200, 'ok'), code: 'invalid_response' },
  { name: 'an error with status 200', answer: json(200, secretText), code: 'invalid_response' },
];
