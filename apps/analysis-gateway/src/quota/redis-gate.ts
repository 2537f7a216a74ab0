import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { SharedRedis } from '../sharing';
import type {
  Account,
  AccountState,
  Admission,
  CallGate,
  CallOutcome,
  RefusalReason,
  Urgency,
  Wish,
} from './call-gate';
import { restAfter, shareOf } from './call-gate';
import { admitScript, lookScript, settleScript } from './gate-scripts';

const refusals = ['quota', 'limited', 'sick'] as const satisfies readonly RefusalReason[];
const decisionSchema = z.enum([...refusals, 'go', 'probe']);
const answerSchema = z.tuple([decisionSchema, z.number()]).rest(z.number());

type Values = readonly (string | number)[];

interface GateCommands {
  gateAdmit(...values: Values): Promise<unknown>;
  gateSettle(...values: Values): Promise<unknown>;
  gateLook(...values: Values): Promise<unknown>;
}

/**
 * The gate that all replicas share. While Redis is away each process has the gate of its own instead.
 * @param nowMs for tests; default: the clock of Redis, because those of several hosts differ
 */
export class RedisGate implements CallGate {
  constructor(
    private readonly shared: SharedRedis,
    private readonly own: CallGate,
    private readonly nowMs: () => number = () => -1,
  ) {
    shared.define('gateAdmit', admitScript);
    shared.define('gateSettle', settleScript);
    shared.define('gateLook', lookScript);
  }

  async admit(account: Account, wish: Wish): Promise<Admission> {
    const plansAhead = wish.urgency === 'background' && !wish.hasWaited ? 1 : 0;
    const values = [this.keyOf(account), this.nowMs(), plansAhead, ...windowsOf(account, wish.urgency)];
    const answer = await this.run('gateAdmit', values);
    if (answer === undefined) return await this.own.admit(account, wish);
    const [decision, waitMs] = answer;
    if (decision === 'go' || decision === 'probe') return { isAdmitted: true, isProbe: decision === 'probe' };
    return { isAdmitted: false, reason: decision, waitMs: Math.max(1, Math.ceil(waitMs)) };
  }

  async settle(account: Account, isProbe: boolean, outcome: CallOutcome): Promise<void> {
    const restMs = outcome.kind === 'limited' ? restAfter(outcome.waitMs) : 0;
    const values = [this.keyOf(account), this.nowMs(), outcome.kind, isProbe ? 1 : 0, restMs];
    const isDone = await this.shared.ask((redis) => commandsOf(redis).gateSettle(...values));
    if (isDone === undefined) await this.own.settle(account, isProbe, outcome);
  }

  async look(account: Account): Promise<AccountState> {
    const answer = await this.run('gateLook', [this.keyOf(account), this.nowMs(), 0, ...windowsOf(account, 'person')]);
    if (answer === undefined) return await this.own.look(account);
    const [decision, waitMs, ...used] = answer;
    const reason = refusals.find((each) => each === decision);
    return { limits: account.limits.map((limit, index) => ({ ...limit, used: used[index] ?? 0 })), waitMs, reason };
  }

  private async run(command: 'gateAdmit' | 'gateLook', values: Values) {
    const answer = await this.shared.ask((redis) => commandsOf(redis)[command](...values));
    return answer === undefined ? undefined : answerSchema.parse(answer);
  }

  private keyOf({ id }: Account): string {
    return `${this.shared.prefix}:gate:${id}`;
  }
}

function windowsOf({ limits }: Account, urgency: Urgency): number[] {
  return limits.flatMap((limit) => [limit.perSeconds * 1_000, shareOf(limit, urgency)]);
}

function commandsOf(redis: Redis): GateCommands {
  return redis as unknown as GateCommands; // the constructor has defined them
}
