import type { Redis } from 'ioredis';
import type { AppName } from '@sentrybox/contracts';
import type { RedisClock } from './redis-clock';
import type { RedisNames } from './redis-names';
import { enqueueScript, takeScript } from './scripts';
import { furthestDeadlineMs } from '../limits';

// Questions that wait for one service. At 9,000 a second this is half a second of work: more would be answered too late.
const greatestLength = 4_096;

// The signatures that defineCommand adds for the two scripts; what each returns is stated with the script.
interface AskCommands {
  sentryboxEnqueue(list: string, length: number, ttlMs: number, ...frames: string[]): Promise<[number, number, number]>;
  sentryboxTake(
    list: string,
    taken: string,
    wanted: number,
    horizonMs: number,
    ...popped: string[]
  ): Promise<[number, number, number, number, number, string[]]>;
}

/** What one look at the list brought. */
export interface Taken {
  readonly frames: readonly string[];
  /** Left out: past their deadline. */
  readonly late: number;
  /** Left out: taken before. */
  readonly replayed: number;
  /** Left out: without a deadline, or with one too far ahead. */
  readonly malformed: number;
}

/** The lists of questions in Redis. Each operation also tells the clock what time it is there. */
export class AskList {
  private readonly commands: Redis & AskCommands;

  constructor(
    redis: Redis,
    private readonly names: RedisNames,
    private readonly clock: RedisClock,
  ) {
    redis.defineCommand('sentryboxEnqueue', { numberOfKeys: 1, lua: enqueueScript });
    redis.defineCommand('sentryboxTake', { numberOfKeys: 2, lua: takeScript });
    this.commands = redis as Redis & AskCommands; // defineCommand has just added the two
  }

  /** @returns how many of the frames, from the first on, were accepted; fewer when the owner does not keep up. */
  async enqueue(owner: AppName, frames: readonly string[]): Promise<number> {
    const sentMs = this.clock.now();
    const [seconds, micros, accepted] = await this.commands.sentryboxEnqueue(
      this.names.asks(owner),
      greatestLength,
      furthestDeadlineMs,
      ...frames,
    );
    this.clock.observe([seconds, micros], sentMs);
    return accepted;
  }

  /** @param popped a frame that a blocking pop took off the list already. */
  async take(owner: AppName, wanted: number, popped?: string): Promise<Taken> {
    const sentMs = this.clock.now();
    const [seconds, micros, late, replayed, malformed, frames] = await this.commands.sentryboxTake(
      this.names.asks(owner),
      this.names.taken(owner),
      wanted,
      furthestDeadlineMs,
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
