import { request } from '@sentrybox/testing';
import { startChildServer } from '../harness/child-server';
import { freshInstallation } from '../harness/installation';
import { load } from '../harness/load';
import type { Arena, Scenario } from '../harness/scenario';

const path = '/api/v1/plugins';
const connections = 20;
const seconds = 3;

export const authenticatedRequest: Scenario = {
  name: 'authenticated-request',
  title: 'Authenticated request',
  description:
    `GET ${path} over ${connections} connections for ${seconds} s per round; every row answers the same body. The ` +
    'product checks the API key, validates the answer against its schema, logs the call and commits its audit row before ' +
    'it answers. Its row without a credential answers /health/live, a smaller body, with neither key nor audit. The load ' +
    'comes from the same machine.',
  unit: 'requests/s',
  isHigherBetter: true,
  rounds: 5,
  open,
};

async function open(): Promise<Arena> {
  const installation = await freshInstallation();
  try {
    const gateway = installation.urls['analysis-gateway'];
    const headers = { authorization: `Bearer ${installation.apiKey}` };
    const { status, body } = await request(`${gateway}${path}`, { credential: installation.apiKey });
    if (status !== 200) throw new Error(`${path} answered ${status}.`);
    const fastify = await startChildServer(require.resolve('../servers/bare-fastify'), { path, body });
    const nest = await startChildServer(require.resolve('../servers/bare-nest'), { path, body });
    const row = (name: string, url: string, pid: number, headers = {}) => ({
      name,
      isBaseline: pid === fastify.pid,
      pids: () => [pid],
      measure: () => load({ url, headers, connections, seconds }),
    });
    return {
      contestants: [
        row('bare Fastify', `${fastify.url}${path}`, fastify.pid),
        row('bare NestJS on Fastify', `${nest.url}${path}`, nest.pid),
        row('Sentrybox, no credential', `${gateway}/health/live`, installation.pid),
        row('Sentrybox, API key', `${gateway}${path}`, installation.pid, headers),
      ],
      close: async () => {
        await Promise.all([fastify.close(), nest.close(), installation.close()]);
      },
    };
  } catch (error) {
    await installation.close();
    throw error;
  }
}
