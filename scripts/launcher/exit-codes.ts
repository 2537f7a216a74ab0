import codes from '../exit-codes.json';

/** Documented in docs/operations/start.md; shared with the bootstrap, which is plain JavaScript. */
export const exitCodes: Readonly<Record<keyof typeof codes, number>> = codes;
export type ExitReason = keyof typeof codes;

/** Ends a command with a message for the person at the terminal and an exit code of its own. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(
    readonly reason: ExitReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
