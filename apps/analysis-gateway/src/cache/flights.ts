import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PluginResult } from '@sentrybox/contracts';
import { pluginResultSchema } from '@sentrybox/contracts';
import type { Redis } from 'ioredis';
import type { SharedRedis, SharedSecret } from '../sharing';

/** How long followers may take to notice that a flight has landed. */
const landedForMs = 5_000;
const firstLookMs = 15;
const maxLookMs = 100;

const leaveScript = `
if redis.call('GET', ARGV[1]) == ARGV[2] then redis.call('DEL', ARGV[1]) end
return 1
`;

interface FlightCommands {
  leaveFlight(key: string, token: string): Promise<unknown>;
}

/**
 * One call for all that ask the same at the same time, over all replicas. Who comes first calls; the others wait for its
 * result, be it an answer or an error. The result is for those who waited and nobody else: it is no cache.
 */
export class Flights {
  private readonly here = new Map<string, Promise<PluginResult>>();

  constructor(
    private readonly shared: SharedRedis,
    private readonly secret: SharedSecret,
  ) {
    shared.define('leaveFlight', leaveScript);
  }

  /**
   * The result of `call`, or of somebody's equal call that is under way.
   * @param maxMs after which a caller that does not land counts as lost
   */
  async join(key: string, maxMs: number, call: () => Promise<PluginResult>): Promise<PluginResult> {
    const known = this.here.get(key);
    if (known !== undefined) return await known;
    const flight = this.fly(key, maxMs, call).finally(() => {
      this.here.delete(key);
    });
    this.here.set(key, flight);
    return await flight;
  }

  private async fly(key: string, maxMs: number, call: () => Promise<PluginResult>): Promise<PluginResult> {
    const token = randomBytes(12).toString('base64url');
    const lock = `${this.shared.prefix}:flight:${key}`;
    const endsAtMs = performance.now() + maxMs;
    while (performance.now() < endsAtMs) {
      const set = await this.shared.ask((redis) => redis.set(lock, token, 'PX', Math.ceil(maxMs), 'NX'));
      if (set === undefined) return await call();
      if (set === 'OK') return await this.lead(lock, token, call);
      const result = await this.follow(lock, endsAtMs);
      if (result !== undefined) return result;
    }
    return await call();
  }

  private async lead(lock: string, token: string, call: () => Promise<PluginResult>): Promise<PluginResult> {
    try {
      const result = await call();
      const content = JSON.stringify(result);
      const text = `${this.secret.mac('landed', lock, token, content)}.${content}`;
      await this.shared.ask((redis) => redis.set(landedName(lock, token), text, 'PX', landedForMs));
      return result;
    } finally {
      await this.shared.ask((redis) => commandsOf(redis).leaveFlight(lock, token));
    }
  }

  /** Undefined when whoever flies has landed without a word: then somebody else has to go. */
  private async follow(lock: string, endsAtMs: number): Promise<PluginResult | undefined> {
    const token = await this.shared.ask((redis) => redis.get(lock));
    if (token === undefined || token === null) return undefined;
    let lookMs = firstLookMs;
    while (performance.now() < endsAtMs) {
      await sleep(lookMs, undefined, { ref: false });
      const { landed, isFlying } = await this.look(lock, token);
      if (landed !== undefined) return this.opened(lock, token, landed);
      if (!isFlying) return undefined;
      lookMs = Math.min(lookMs * 1.5, maxLookMs);
    }
    return undefined;
  }

  private async look(lock: string, token: string): Promise<{ landed: string | undefined; isFlying: boolean }> {
    const texts = await this.shared.ask((redis) => redis.mget(landedName(lock, token), lock));
    return { landed: texts?.[0] ?? undefined, isFlying: texts?.[1] === token };
  }

  private opened(lock: string, token: string, text: string): PluginResult | undefined {
    const seal = text.slice(0, text.indexOf('.'));
    const content = text.slice(seal.length + 1);
    if (this.secret.mac('landed', lock, token, content) !== seal) return undefined;
    return pluginResultSchema.safeParse(JSON.parse(content)).data;
  }
}

function landedName(lock: string, token: string): string {
  return `${lock}:${token}`;
}

function commandsOf(redis: Redis): FlightCommands {
  return redis as unknown as FlightCommands; // the constructor has defined it
}
