import type { ErrorKind } from './error-kind';

/** One field at fault. `field` is a JSON path in dot notation; `message` is safe to show. */
export interface FieldFault {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

export interface DomainErrorOptions {
  readonly kind: ErrorKind;
  /** Machine code, lower snake case, stable: clients decide by it. */
  readonly code: string;
  /** One sentence that may be shown to any caller: no internals, no values of secrets. */
  readonly message: string;
  readonly details?: readonly FieldFault[];
  /** Whole seconds after which a retry makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** For operators only: logged, never shown. */
  readonly cause?: unknown;
  /** Whether the same work may succeed later; decides if a job is tried again. Default: `kind` is unavailable or rate_limited. */
  readonly isRetryable?: boolean;
}

/**
 * The only error that services, repositories and plugins throw on purpose. Anything else that is thrown is a bug and
 * reaches the caller as `internal_error` without its text.
 */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details: readonly FieldFault[];
  readonly retryAfterSeconds: number | undefined;
  readonly isRetryable: boolean;

  constructor(options: DomainErrorOptions) {
    super(options.message, { cause: options.cause });
    this.name = 'DomainError';
    this.kind = options.kind;
    this.code = options.code;
    this.details = options.details ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.isRetryable = options.isRetryable ?? (options.kind === 'unavailable' || options.kind === 'rate_limited');
  }
}
