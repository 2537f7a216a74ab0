import { appNames } from '@sentrybox/contracts';
import { startChildServer } from '../harness/child-server';
import { freshInstallation } from '../harness/installation';
import { cpuSeconds, pssMiB } from '../harness/process-usage';
import type { Measurement, Scenario } from '../harness/scenario';

const idleSeconds = 10;
/** 1.2 GB. */
const limitMiB = 1_144;

export const idleMemory: Scenario = {
  name: 'idle-memory',
  title: 'Memory at idle',
  description:
    `Summed PSS of the seven services ${idleSeconds} s after all are ready, with nothing asked of them; the baseline is ` +
    'seven processes with an empty NestJS application on Fastify. Both are started anew for every round and never run at ' +
    'the same time, because PSS divides what is shared (the code of Node itself) among all who run. The detail largest_mib ' +
    'is the greatest of the seven, installation_mib adds the launcher, PostgreSQL and Redis. CPU is that of the idle time.',
  unit: 'MiB',
  isHigherBetter: false,
  rounds: 3,
  hasWarmUp: false,
  open: () =>
    Promise.resolve({
      contestants: [
        { name: 'seven empty NestJS applications', isBaseline: true, measure: measureBare },
        { name: 'Sentrybox, seven services', isBaseline: false, limit: limitMiB, measure: measureProduct },
      ],
      close: () => Promise.resolve(),
    }),
};

async function measureBare(): Promise<Measurement> {
  const file = require.resolve('../servers/bare-nest');
  const started = await Promise.allSettled(appNames.map(() => startChildServer(file, { path: '/', body: {} })));
  const servers = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  try {
    if (servers.length < started.length) throw new Error('Not every empty application started.');
    return await idle(servers.map(({ pid }) => pid));
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

async function measureProduct(): Promise<Measurement> {
  const installation = await freshInstallation();
  try {
    const measurement = await idle(appNames.map((app) => installation.pidOf(app)));
    return { ...measurement, details: { ...measurement.details, installation_mib: pssMiB([installation.pid]) } };
  } finally {
    await installation.close();
  }
}

async function idle(pids: readonly number[]): Promise<Measurement> {
  const before = cpuSeconds(pids);
  await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1_000));
  const sizes = pids.map((pid) => pssMiB([pid]));
  const value = sizes.reduce((sum, size) => sum + size, 0);
  return {
    value,
    details: { largest_mib: Math.max(...sizes) },
    usage: { cpuSeconds: cpuSeconds(pids) - before, memoryMiB: value },
  };
}
