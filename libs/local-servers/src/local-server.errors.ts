export type LocalServerFailure =
  /** No usable server binary on this machine, and none could be had. */
  | 'no-server'
  | 'download-failed'
  | 'disk-full'
  | 'port-taken'
  /** The stored data belongs to another major version of the server. */
  | 'data-version'
  /** The stored data belongs to another user of this machine. */
  | 'data-owner'
  | 'start-failed';

/**
 * A server could not be brought up. `message` is written for the person at the terminal: what failed and what to do.
 * This library stands below `@sentrybox/errors` on purpose: Jest's global set-up loads it before any alias is known.
 */
export class LocalServerError extends Error {
  override readonly name = 'LocalServerError';

  constructor(
    readonly failure: LocalServerFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
