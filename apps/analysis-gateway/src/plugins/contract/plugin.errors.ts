import type { PluginErrorCode } from '@sentrybox/contracts';
import { DomainError } from '@sentrybox/errors';

export interface PluginErrorOptions {
  /** Safe to show: no internals, no key, no raw answer of the provider. */
  readonly message: string;
  /** Whole seconds after which the provider may be asked again. */
  readonly retryAfterSeconds?: number;
  /** The source certainly did not act on the request. Default: by the code, and where that says nothing, false. */
  readonly isWithoutEffect?: boolean;
  readonly cause?: unknown;
}

// The source said no, or was not asked at all. With the others the request may have been carried out.
const withoutEffect: ReadonlySet<PluginErrorCode> = new Set(['unauthorized', 'quota', 'rejected', 'offline']);

// Whether the same question may succeed later: the others need an operator or are final.
const retryable: ReadonlySet<PluginErrorCode> = new Set(['timeout', 'unreachable', 'quota', 'upstream', 'unavailable']);

/** Why a plugin has no answer; becomes `status: "error"` with this code, never "clean". */
export class PluginError extends DomainError {
  readonly pluginCode: PluginErrorCode;
  /** A submission that failed so can be repeated without happening twice. */
  readonly isWithoutEffect: boolean;

  constructor(code: PluginErrorCode, options: PluginErrorOptions) {
    super({ kind: 'unavailable', code, isRetryable: retryable.has(code), ...options });
    this.name = 'PluginError';
    this.pluginCode = code;
    this.isWithoutEffect = options.isWithoutEffect ?? withoutEffect.has(code);
  }
}

/** Turns the failure of an ask to another service into the plugin's own; use as a `catch` handler. */
export function unreachableFrom(service: string): (cause: unknown) => never {
  return (cause) => {
    throw new PluginError('unreachable', { message: `${service} did not answer.`, cause });
  };
}
