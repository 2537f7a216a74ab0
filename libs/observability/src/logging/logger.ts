import { pino } from 'pino';
import type { DestinationStream } from 'pino';
import { subjectIdOf } from '@sentrybox/contracts';
import { requestContext } from '../context/request-context';
import { currentTraceIds } from '../tracing/tracing';
import { errorFields } from './error-fields';
import { redactFields } from './redact';

/** Injection token of the service's `Logger`. */
export const LOGGER = Symbol('LOGGER');

type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** `error` becomes `err` with type, code, message and stack; everything else is written as it is, redacted. */
type LogFields = Readonly<Record<string, unknown>> & { readonly error?: unknown };

/**
 * Writes one JSON line per event: `ts`, `level`, `service`, `version`, `event`, the fields, and from the current
 * context `request_id`, `team_id`, `actor_id`, `route`, where traced `trace_id` and `span_id`. `event` is a fixed name in lower snake case; what varies goes
 * into fields.
 */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** Writes what is still buffered; for the moment before the process exits. */
  flush(): void;
}

export interface LoggerOptions {
  readonly service: string;
  readonly version: string;
  readonly level: LogLevel;
  /** Drops everything below `error`. */
  readonly isTest?: boolean;
  /** Default: standard output, written in blocks of 32 KiB, at errors, and at least every 200 ms. */
  readonly destination?: DestinationStream;
}

/** Every write wakes a thread: on a busy service that was 8 % of its time with blocks of 8 KiB. */
const blockBytes = 32_768;

const numberOf: Readonly<Record<LogLevel, number>> = { debug: 20, info: 30, warn: 40, error: 50 };

/** A logger of its own settings; services get theirs under the token `LOGGER`. */
export function createLogger(options: LoggerOptions): Logger {
  const level = options.isTest === true ? 'error' : options.level;
  const destination = options.destination ?? standardOutput();
  const writer = pino(
    {
      level,
      base: { service: options.service, version: options.version },
      timestamp: timestampField(),
      // pino would rewrite `err` and repeat its message beside it.
      errorKey: 'pino_error',
      serializers: { err: (fields: unknown) => fields },
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const least = numberOf[level];
  const write = (at: LogLevel, event: string, fields: LogFields | undefined): void => {
    if (numberOf[at] < least) return;
    writer[at](lineOf(event, fields));
    if (at === 'error') writer.flush();
  };
  return {
    debug: (event, fields) => {
      write('debug', event, fields);
    },
    info: (event, fields) => {
      write('info', event, fields);
    },
    warn: (event, fields) => {
      write('warn', event, fields);
    },
    error: (event, fields) => {
      write('error', event, fields);
    },
    flush: () => {
      if (isFlushable(destination)) destination.flushSync();
    },
  };
}

/** Under load many lines share a millisecond, and formatting a date costs as much as the rest of a short line. */
function timestampField(): () => string {
  let at = 0;
  let field = '';
  return () => {
    const now = Date.now();
    if (now !== at) {
      at = now;
      field = `,"ts":"${new Date(now).toISOString()}"`;
    }
    return field;
  };
}

function standardOutput(): DestinationStream {
  // A write per line would cost more than the line. pino itself writes the rest when the process exits.
  const destination = pino.destination({ dest: 1, sync: false, minLength: blockBytes, maxWrite: 2 * blockBytes });
  setInterval(() => {
    destination.flush();
  }, 200).unref();
  return destination;
}

function isFlushable(destination: DestinationStream): destination is DestinationStream & { flushSync(): void } {
  return 'flushSync' in destination && typeof destination.flushSync === 'function';
}

function lineOf(event: string, fields: LogFields | undefined): Record<string, unknown> {
  const line: Record<string, unknown> = { event };
  const context = requestContext();
  if (context !== undefined) {
    line.request_id = context.requestId;
    line.route = context.route;
    line.team_id = context.principal?.teamId;
    line.actor_id = context.principal === undefined ? undefined : subjectIdOf(context.principal);
  }
  const ids = currentTraceIds();
  if (ids !== undefined) {
    line.trace_id = ids.traceId;
    line.span_id = ids.spanId;
  }
  if (fields === undefined) return line;
  const { error, ...rest } = fields;
  Object.assign(line, redactFields(rest));
  if (error !== undefined) line.err = errorFields(error);
  return line;
}
