/** Times of durable messages in milliseconds. */
export interface CommandTiming {
  /** How often worker processes look for messages that are due again. */
  readonly relayEveryMs: number;
  /** First and greatest wait for a confirmation before a message is sent again. */
  readonly resendBaseMs: number;
  readonly resendCapMs: number;
  /** BullMQ's lock on a message and its check for messages of dead workers. */
  readonly lockMs: number;
  readonly stalledCheckEveryMs: number;
}

/** After a flush or a crash on the way a message is sent again within 6 s, a minute at most while nobody confirms. */
export const defaultCommandTiming: CommandTiming = {
  relayEveryMs: 1_000,
  resendBaseMs: 5_000,
  resendCapMs: 60_000,
  lockMs: 15_000,
  stalledCheckEveryMs: 5_000,
};
