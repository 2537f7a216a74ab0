import { startReplica } from '@sentrybox/testing';
import { connectionsTo } from '../harness/connections';
import { onFreshInstallation } from '../harness/installation';
import type { Installation } from '../harness/installation';
import { load } from '../harness/load';
import type { LoadOptions } from '../harness/load';
import { pssMiB } from '../harness/process-usage';
import type { Arena, Contestant, Measurement, Scenario } from '../harness/scenario';
import { publicAddresses } from './public-addresses';

/** Divisible by every number of replicas. */
const connections = 12;
const seconds = 4;
const most = 3;

type App = 'analysis-gateway' | 'data';

const requests: Readonly<Record<App, Omit<LoadOptions, 'url' | 'connections'> & { readonly path: string }>> = {
  'analysis-gateway': {
    path: '/api/v1/analysis',
    method: 'POST',
    bodies: publicAddresses(1_000).map((ioc) => ({ ioc, type: 'ip' })),
  },
  data: {
    path: '/api/v1/indicators/search',
    paths: publicAddresses(1_000).map((ioc) => `/api/v1/indicators/search?q=${ioc}`),
  },
};

const scenario = (app: App, what: string): Scenario => ({
  name: `replicas-${app}`,
  title: `Replicas of ${app}`,
  description:
    `${what}, asked of one, two and three API processes of ${app} with ${connections} connections between them, for ` +
    `${seconds} s per round. On few cores more replicas bring no more answers: load, PostgreSQL, Redis and the other ` +
    'services share them. What a replica costs is exact: the greatest number of connections that one held open to ' +
    'PostgreSQL and to Redis while it worked (postgres_each, redis_each), and its memory (PSS) after it (mib_each). ' +
    'Memory and CPU are those of the replicas that were asked.',
  unit: 'answers/s',
  isHigherBetter: true,
  rounds: 3,
  open: () => open(app),
});

export const replicasOfGateway = scenario('analysis-gateway', 'Analyses of an address with the local plugins');
export const replicasOfData = scenario('data', 'Look-ups of an address that nobody lists');

interface Process {
  readonly url: string;
  readonly pid: number;
}

/** As replicas run: slow work is left to workers, which are not there. */
async function open(app: App): Promise<Arena> {
  return await onFreshInstallation(
    async ({ installation, close }) => {
      const further = await Promise.all(
        Array.from({ length: most - 1 }, () => startReplica(installation.pidOf(app), {})),
      );
      const all = [{ url: installation.urls[app], pid: installation.pidOf(app) }, ...further];
      return {
        contestants: all.map((_each, index) => contestant(installation, app, all.slice(0, index + 1))),
        close: async () => {
          await Promise.all(further.map(async (replica) => await replica.terminate()));
          await close();
        },
      };
    },
    { SENTRYBOX_ROLE: 'api' },
  );
}

function contestant(installation: Installation, app: App, replicas: readonly Process[]): Contestant {
  return {
    name: replicas.length === 1 ? '1 replica' : `${replicas.length} replicas`,
    isBaseline: replicas.length === 1,
    pids: () => replicas.map(({ pid }) => pid),
    measure: () => measure(installation, app, replicas),
  };
}

async function measure(installation: Installation, app: App, replicas: readonly Process[]): Promise<Measurement> {
  const { path, paths, ...options } = requests[app];
  const headers = { authorization: `Bearer ${installation.apiKey}` };
  const held = watchConnections(installation, replicas);
  const parts = await Promise.all(
    replicas.map(({ url }) =>
      load({
        ...options,
        url: paths === undefined ? url + path : url,
        ...(paths === undefined ? {} : { paths }),
        headers,
        connections: connections / replicas.length,
        seconds,
      }),
    ),
  );
  const sum = (of: (part: Measurement) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    value: sum(({ value }) => value),
    count: sum(({ count = 0 }) => count),
    details: { ...held(), mib_each: Math.max(...replicas.map(({ pid }) => pssMiB([pid]))) },
  };
}

const lookEveryMs = 250;

/** Looks until the returned function is called, which tells the most that one of the processes held. */
function watchConnections({ databaseUrl, redisUrl }: Installation, replicas: readonly Process[]) {
  const held = { postgres_each: 0, redis_each: 0 };
  const look = (): void => {
    for (const { pid } of replicas) {
      held.postgres_each = Math.max(held.postgres_each, connectionsTo(pid, Number(new URL(databaseUrl).port)));
      held.redis_each = Math.max(held.redis_each, connectionsTo(pid, Number(new URL(redisUrl).port)));
    }
  };
  const timer = setInterval(look, lookEveryMs);
  return () => {
    clearInterval(timer);
    look();
    return held;
  };
}
