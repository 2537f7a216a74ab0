import type { Reply } from './data-app';

/** A statement may take 5 s, and who waits for a connection or an answer over Redis gives up after 2 s. */
export const slowestAnswerMs = 8_000;

/** What a reader believes after an answer; what tells of the single request is left out. */
export function told({ status, code, body }: Reply): string {
  if (status !== 200) return JSON.stringify([status, code, body.error, body.status, typeof body.request_id]);
  const { count, results, indicators_count: listed } = body as Partial<Reply['body']>; // whichever answer it is
  return JSON.stringify([status, count, results?.map(({ value, found }) => [value, found]), listed]);
}

/** 503 in the shape of the contract. */
export const refusal = JSON.stringify([503, 'unavailable', 'Service Unavailable', 'error', 'string']);
