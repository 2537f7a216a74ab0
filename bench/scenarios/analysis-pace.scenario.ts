/* eslint-disable @nx/enforce-module-boundaries -- the gate is the gateway's own, and nothing else makes one with another clock */
import { LocalGate } from '../../apps/analysis-gateway/src/quota/local-gate';
import { RedisGate } from '../../apps/analysis-gateway/src/quota/redis-gate';
import type { CallGate } from '../../apps/analysis-gateway/src/quota/call-gate';
import { SharedRedis } from '../../apps/analysis-gateway/src/sharing/shared-redis';
import { createLogger, Metrics } from '@sentrybox/observability';
import { fakeClock, ownRedis } from '@sentrybox/testing';
import type { Arena, Measurement, Scenario } from '../harness/scenario';

const indicators = 1_000;
const perMinute = 4;
const minuteMs = 60_000;

export const analysisPace: Scenario = {
  name: 'analysis-pace',
  title: 'Keeping to the quota of a provider',
  description:
    `${String(indicators)} indicators for a provider that answers ${String(perMinute)} questions in any minute and ` +
    'refuses the others with 429; the value is how many it refused. The gate is the one of the gateway, over a real ' +
    'Redis, and the clock stands still until somebody waits: what is measured is the order in which it lets them ask, ' +
    'and what a decision costs, not the hours that the provider takes. Whoever is refused a turn comes back when the ' +
    'gate said; asks_each counts how often each came. The baseline asks the provider at once.',
  unit: 'refusals',
  isHigherBetter: false,
  rounds: 3,
  hasWarmUp: false,
  open,
};

async function open(): Promise<Arena> {
  const redis = await ownRedis();
  const logger = createLogger({ service: 'bench', version: '0', level: 'error' });
  const shared = new SharedRedis(redis.url, new Metrics(), logger);
  const close = async (): Promise<void> => {
    shared.close();
    await redis.close();
  };
  try {
    while ((await shared.ask((connection) => connection.ping())) === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    contestants: [
      { name: 'all at once', isBaseline: true, measure: () => Promise.resolve(withoutGate()) },
      { name: 'through the gate', isBaseline: false, limit: 0, measure: () => throughGate(shared) },
    ],
    close,
  };
}

/** Counts the questions of the last minute as a free tier does. */
class Provider {
  refusals = 0;
  private readonly answered: number[] = [];

  ask(atMs: number): void {
    const recent = this.answered.filter((each) => atMs - each < minuteMs).length;
    if (recent < perMinute) this.answered.push(atMs);
    else this.refusals += 1;
  }
}

function withoutGate(): Measurement {
  const provider = new Provider();
  for (let each = 0; each < indicators; each++) provider.ask(0);
  return { value: provider.refusals, count: indicators };
}

async function throughGate(shared: SharedRedis): Promise<Measurement> {
  const clock = fakeClock(new Date());
  const nowMs = () => clock.now().getTime();
  const gate: CallGate = new RedisGate(shared, new LocalGate(nowMs), nowMs);
  const account = { id: `pace-${String(performance.now())}`, limits: [{ limit: perMinute, perSeconds: 60 }] };
  const provider = new Provider();
  const startedAt = nowMs();
  const line = Array.from({ length: indicators }, () => ({ atMs: startedAt, hasWaited: false }));
  let asks = 0;
  for (let next = line.shift(); next !== undefined; next = line.sort((a, b) => a.atMs - b.atMs).shift()) {
    clock.advance(Math.max(0, next.atMs - nowMs()));
    const admission = await gate.admit(account, { urgency: 'background', hasWaited: next.hasWaited });
    asks += 1;
    if (admission.isAdmitted) provider.ask(nowMs());
    else line.push({ atMs: nowMs() + admission.waitMs, hasWaited: true });
  }
  const hours = (nowMs() - startedAt) / 3_600_000;
  return { value: provider.refusals, count: asks, details: { asks_each: asks / indicators, provider_hours: hours } };
}
