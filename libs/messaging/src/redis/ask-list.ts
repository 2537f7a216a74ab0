import type { Redis } from 'ioredis';
import type { AppName } from '@sentrybox/contracts';
import { unavailable } from '@sentrybox/errors';
import type { RedisClock } from './redis-clock';
import type { RedisNames } from './redis-names';
import { enqueueScript, takeScript } from './scripts';
import { furthestDeadlineMs } from '../limits';
import { newMessageId } from '../wire/message-id';

// Questions that wait for one service. At 9,000 a second this is half a second of work: more would be answered too late.
const greatestLength = 4_096;

// A flush between two of them makes a third one necessary; more would be a Redis that forgets all the time.
const signingAttempts = 3;

type ScriptArgument = string | number;

// The signatures that defineCommand adds for the two scripts; what each returns is stated with the script.
interface AskCommands {
  sentryboxEnqueue(
    ...args: readonly ScriptArgument[]
  ): Promise<[seconds: number, micros: number, epoch: string, accepted: number]>;
  sentryboxTake(
    ...args: readonly ScriptArgument[]
  ): Promise<[seconds: number, micros: number, late: number, replayed: number, malformed: number, frames: string[]]>;
}

/** What one look at the list brought. */
export interface Taken {
  readonly frames: readonly string[];
  /** Left out: past their deadline. */
  readonly late: number;
  /** Left out: taken before, or sent before Redis forgot what was taken. */
  readonly replayed: number;
  /** Left out: without a deadline, or with one too far ahead. */
  readonly malformed: number;
}

/** The lists of questions in Redis. Each operation also tells the clock what time it is there. */
export class AskList {
  private readonly commands: Redis & AskCommands;
  private epoch = '';

  constructor(
    redis: Redis,
    private readonly names: RedisNames,
    private readonly clock: RedisClock,
  ) {
    redis.defineCommand('sentryboxEnqueue', { numberOfKeys: 0, lua: enqueueScript });
    redis.defineCommand('sentryboxTake', { numberOfKeys: 0, lua: takeScript });
    this.commands = redis as Redis & AskCommands; // defineCommand has just added the two
  }

  /**
   * @param sign makes the frames for an epoch; called again when Redis has forgotten everything since the last call.
   * @returns how many of the frames, from the first on, were accepted; fewer when the owner does not keep up.
   */
  async enqueue(owner: AppName, sign: (epoch: string) => readonly string[]): Promise<number> {
    for (let attempt = 0; attempt < signingAttempts; attempt += 1) {
      const frames = this.epoch === '' ? [] : sign(this.epoch);
      const sentMs = this.clock.now();
      const [seconds, micros, epoch, accepted] = await this.commands.sentryboxEnqueue(
        ...[this.names.epoch, newMessageId(), this.epoch],
        ...[this.names.asks(owner), greatestLength, furthestDeadlineMs],
        ...frames,
      );
      this.clock.observe([seconds, micros], sentMs);
      this.epoch = epoch;
      if (accepted >= 0) return accepted;
    }
    throw unavailable('Redis keeps forgetting what was stored.');
  }

  /** @param popped a frame that a blocking pop took off the list already. */
  async take(owner: AppName, wanted: number, popped?: string): Promise<Taken> {
    const sentMs = this.clock.now();
    const [seconds, micros, late, replayed, malformed, frames] = await this.commands.sentryboxTake(
      ...[this.names.epoch, newMessageId(), this.names.asks(owner), this.names.taken(owner)],
      ...[wanted, furthestDeadlineMs],
      ...(popped === undefined ? [] : [popped]),
    );
    this.clock.observe([seconds, micros], sentMs);
    return { frames, late, replayed, malformed };
  }

  /** Takes a fresh sample of Redis' time unless there is one younger than `maxAgeMs`. */
  async freshenClock(maxAgeMs: number): Promise<void> {
    if (this.clock.sampleAgeMs <= maxAgeMs) return;
    const sentMs = this.clock.now();
    const time = await this.commands.time();
    this.clock.observe([Number(time[0]), Number(time[1])], sentMs);
  }
}
