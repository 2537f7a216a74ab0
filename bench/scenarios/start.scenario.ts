import { startPostgres, startRedis } from '@sentrybox/local-servers';
import { inAttempts, newHome, removeHome, serverCache, startInstallation } from '../harness/installation';
import { cpuSeconds, pssMiB } from '../harness/process-usage';
import type { Arena, Measurement, Scenario } from '../harness/scenario';

const warmLimitSeconds = 15;

export const start: Scenario = {
  name: 'start',
  title: 'Start',
  description:
    'Seconds from the command until everything is ready, with the built product. Cold: an empty state folder, so a ' +
    'database cluster, every migration, keys and the first administrator are made; the binaries of PostgreSQL and Redis ' +
    'are there already (fetching and unpacking them is left out). Warm: the same state folder again. The baseline is ' +
    "PostgreSQL and Redis alone, warm, started by the product's own library. CPU and memory are read at the moment of " +
    'readiness.',
  unit: 's',
  isHigherBetter: false,
  rounds: 3,
  hasWarmUp: false,
  open,
};

async function open(): Promise<Arena> {
  const serversHome = newHome();
  const warmHome = newHome();
  const close = (): Promise<void> => {
    removeHome(serversHome);
    removeHome(warmHome);
    return Promise.resolve();
  };
  try {
    await startServers(serversHome);
    await inAttempts(() => startProduct(warmHome));
    return {
      contestants: [
        { name: 'PostgreSQL and Redis alone', isBaseline: true, measure: () => startServers(serversHome) },
        {
          name: 'Sentrybox, warm',
          isBaseline: false,
          limit: warmLimitSeconds,
          measure: () => inAttempts(() => startProduct(warmHome)),
        },
        { name: 'Sentrybox, cold', isBaseline: false, measure: () => inAttempts(startCold) },
      ],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startCold(): Promise<Measurement> {
  const home = newHome();
  try {
    return await startProduct(home);
  } finally {
    removeHome(home);
  }
}

async function startProduct(home: string): Promise<Measurement> {
  const startedMs = performance.now();
  const installation = await startInstallation(home);
  const value = (performance.now() - startedMs) / 1_000;
  const usage = { cpuSeconds: cpuSeconds([installation.pid]), memoryMiB: pssMiB([installation.pid]) };
  await installation.stop();
  return { value, usage };
}

async function startServers(stateDir: string): Promise<Measurement> {
  const startedMs = performance.now();
  const options = { stateDir, cacheDir: serverCache, log: () => undefined };
  const started = await Promise.allSettled([startPostgres(options), startRedis({ ...options, aof: true })]);
  const value = (performance.now() - startedMs) / 1_000;
  const servers = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const pids = servers.map(({ pid }) => pid);
  const usage = { cpuSeconds: cpuSeconds(pids), memoryMiB: pssMiB(pids) };
  await Promise.all(servers.map((server) => server.stop()));
  const failed = started.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return { value, usage };
}
