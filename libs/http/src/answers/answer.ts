import type { Readable } from 'node:stream';

export const jsonType = 'application/json; charset=utf-8';

export type AnswerHeaders = Readonly<Record<string, string>>;

/** A body for one of the endpoint's declared statuses; validated and stripped before it leaves. */
export class Answer {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: AnswerHeaders,
  ) {}
}

/** A complete body, sent as it is. */
export class ContentAnswer {
  constructor(
    readonly status: number,
    readonly contentType: string,
    readonly body: string | Uint8Array,
    readonly headers: AnswerHeaders,
  ) {}
}

export type Chunk = string | Uint8Array;

/** Where a streamed body comes from. A function gets a signal that is aborted when nobody wants more. */
export type StreamSource = Readable | AsyncIterable<Chunk> | ((signal: AbortSignal) => AsyncIterable<Chunk>);

/** A body that is produced while it is sent. */
export class StreamAnswer {
  constructor(
    readonly status: number,
    readonly contentType: string,
    readonly source: StreamSource,
    readonly options: StreamOptions,
  ) {}
}

export interface StreamOptions {
  readonly headers?: AnswerHeaders;
  /**
   * Has no end of its own (events, a live feed): it is ended when the service drains, with a retry hint in an event
   * stream. Default: true for `text/event-stream`.
   */
  readonly isLive?: boolean;
  /** The last thing that is sent when the service drains; default: a retry hint in an event stream. */
  readonly farewell?: string;
  /** Cuts a client that takes nothing for so long; a live stream has to say something within that time. */
  readonly idleTimeoutMs?: number;
}

/**
 * Answers with one of several statuses, or with headers.
 * @param body matches the endpoint's schema for the status; leave it out where that is null.
 */
export function reply(status: number, body?: unknown, headers: AnswerHeaders = {}): Answer {
  return new Answer(status, body, headers);
}

/** Answers with text or bytes of another type than JSON. */
export function content(
  status: number,
  contentType: string,
  body: string | Buffer,
  headers: AnswerHeaders = {},
): ContentAnswer {
  return new ContentAnswer(status, contentType, body, headers);
}

/** Answers with JSON that was checked against the endpoint's contract and written elsewhere: in a thread, or before. */
export function writtenJson(status: number, body: string | Uint8Array): ContentAnswer {
  return new ContentAnswer(status, jsonType, body, {});
}

/**
 * Answers with a body made piece by piece; back-pressure reaches the source, a client that leaves ends it (`destroy` of
 * a stream, `return` of an iterator). A source that waits for events has to be a function and obey its signal: an async
 * generator that waits cannot be ended from outside. An error of the source cuts the connection, so that a part is never taken
 * for the whole.
 */
export function stream(
  status: number,
  contentType: string,
  source: StreamSource,
  options: StreamOptions = {},
): StreamAnswer {
  return new StreamAnswer(status, contentType, source, options);
}
