import { join } from 'node:path';
import { environmentOf } from '@sentrybox/testing';
import { startChildServer } from '../../harness/child-server';
import { freshInstallation } from '../../harness/installation';
import { load } from '../../harness/load';
import type { Arena, Contestant, Scenario } from '../../harness/scenario';
import { signIn } from './caller';

const path = '/api/bench';
const body = { message: 'as short as an answer can be' };
const connections = 50;
const seconds = 3;

export const auth: Scenario = {
  name: 'auth',
  title: 'Authenticated request',
  description:
    `GET of a trivial route over ${connections} connections for ${seconds} s per round, from the same machine. All rows ` +
    'of Sentrybox are routes of one process, put together as every service is and beside a whole installation, with ' +
    'nothing switched off: answers are checked against their schema, calls logged and measured, credentials looked up at ' +
    'identity again after 5 s at the latest, limits counted in Redis, and calls with an API key committed to the audit log ' +
    'before they are answered. The rows differ in what their route asks for: nothing; a credential (outside the limits); ' +
    'a credential under the limits, with the headers that say so; and the same with a key, whose calls are audited. CPU is ' +
    'that of the process alone. Rows that wait for Redis or PostgreSQL answer in groups, which wakes the client less ' +
    'often: that is why they may cost less than those that answer one by one.',
  unit: 'requests/s',
  isHigherBetter: true,
  rounds: 5,
  open,
};

async function open(): Promise<Arena> {
  const installation = await freshInstallation();
  const closers: (() => Promise<void>)[] = [installation.close];
  const close = async (): Promise<void> => {
    for (const closer of closers.reverse()) await closer();
  };
  try {
    const { token } = await signIn(installation);
    const nest = await startChildServer(require.resolve('../../servers/bare-nest'), { path: `${path}/open`, body });
    closers.push(() => nest.close());
    const service = await startChildServer(
      require.resolve('../../servers/guarded-service'),
      { path, body },
      {
        environment: { ...environmentOf(installation.pidOf('tools')), PORT: '0', METRICS_PORT: '0' },
        logFile: join(installation.home, 'bench-auth.log'),
      },
    );
    closers.push(() => service.close());
    const row = (name: string, route: string, credential?: string, rest: Partial<Contestant> = {}): Contestant => ({
      name,
      isBaseline: false,
      pids: () => [service.pid],
      measure: () => measure(`${service.url}${path}/${route}`, credential),
      ...rest,
    });
    return {
      contestants: [
        row('bare NestJS on Fastify', 'open', undefined, {
          pids: () => [nest.pid],
          measure: () => measure(`${nest.url}${path}/open`),
        }),
        row('Sentrybox, no authentication', 'open', undefined, { isBaseline: true }),
        row('JWT, credential alone', 'known', token, { leastRatio: 0.85 }),
        row('JWT, limit and headers', 'counted', token, { leastRatio: 0.5 }),
        row('API key, limit, headers and audit row', 'counted', installation.apiKey, {
          leastRatio: 0.2,
          detailLimits: { p99_ms: 40 },
        }),
      ],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function measure(url: string, credential?: string): ReturnType<typeof load> {
  const headers: Record<string, string> = credential === undefined ? {} : { authorization: `Bearer ${credential}` };
  return load({ url, headers, connections, seconds });
}
