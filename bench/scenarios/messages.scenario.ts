import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appNames } from '@sentrybox/contracts';
import { startRedis } from '@sentrybox/local-servers';
import type { RunningRedis } from '@sentrybox/local-servers';
import { generateServiceKeys, redisAccessRules } from '@sentrybox/messaging';
import type { AskReport, PeerSettings } from '../servers/messages/peer';
import type { Arena, Contestant, Scenario } from '../harness/scenario';

const inFlight = 50;
const seconds = 3;
/** Questions per second that a requirement asks for, with everything on. */
const limit = 9_000;

export const messages: Scenario = {
  name: 'messages',
  title: 'Questions between services',
  description:
    `One service asks another over Redis, ${inFlight} questions in flight for ${seconds} s per round; asker, answerer and ` +
    'Redis (append-only file on, as in an installation) share the machine, and the CPU of all three counts. Question and ' +
    'answer are small objects, the same in every row. The hand-written loop uses the Redis commands of the product (RPUSH, ' +
    'LPOP, PUBLISH) and nothing else. NestJS’ own transport is publish/subscribe: with two replicas it would answer ' +
    'twice. The product signs and checks every message, remembers what was taken, keeps deadlines and parses both sides ' +
    'with their schemas; its p99 is required to stay below 20 ms.',
  unit: 'questions/s',
  isHigherBetter: true,
  rounds: 5,
  open,
};

async function open(): Promise<Arena> {
  const folder = mkdtempSync(join(tmpdir(), 'sentrybox-bench-'));
  const passwords = new Map(appNames.map((app) => [app, randomBytes(16).toString('hex')]));
  const redis = await startRedis({
    stateDir: folder,
    cacheDir: join(__dirname, '../../../node_modules/.cache/sentrybox'),
    aof: true,
    log: () => undefined,
    users: (hasSelectors) =>
      appNames.map((name) => ({
        name,
        password: passwords.get(name) ?? '',
        rules: redisAccessRules(name, { hasSelectors }),
      })),
  });
  const pairs: Pair[] = [];
  const close = async (): Promise<void> => {
    for (const pair of pairs) pair.close();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const keys = { data: generateServiceKeys(), tools: generateServiceKeys() };
    const publicKeys = JSON.stringify({ data: keys.data.publicKey, tools: keys.tools.publicKey });
    const pairOf = async (kind: PeerSettings['kind']): Promise<Pair> => {
      const peer = (app: 'data' | 'tools') => ({
        redisUrl: kind === 'sentrybox' ? urlOf(redis, app, passwords.get(app) ?? '') : redis.url,
        privateKey: keys[app].privateKey,
      });
      const shared = { kind, publicKeys };
      const server = await startPeer({ ...shared, role: 'server', ...peer('data') });
      const client = await startPeer({ ...shared, role: 'client', ...peer('tools') });
      const pair = new Pair(server, client, redis.pid);
      pairs.push(pair);
      return pair;
    };
    const row = async (name: string, kind: PeerSettings['kind'], rest: Partial<Contestant> = {}) => ({
      name,
      isBaseline: false,
      ...(await pairOf(kind)).contestant,
      ...rest,
    });
    return {
      contestants: [
        await row('hand-written loop, unsigned', 'loop', { isBaseline: true }),
        await row('NestJS Redis transport', 'stock'),
        await row('Sentrybox, everything on', 'sentrybox', { limit }),
      ],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function urlOf(redis: RunningRedis, app: string, password: string): string {
  if (!redis.hasUsers) return redis.url;
  const url = new URL(redis.url);
  url.username = app;
  url.password = password;
  return url.href;
}

/** Who answers and who asks. */
class Pair {
  constructor(
    private readonly server: ChildProcess,
    private readonly client: ChildProcess,
    private readonly redisPid: number | undefined,
  ) {}

  get contestant(): Pick<Contestant, 'pids' | 'measure'> {
    const pids = [this.server.pid, this.client.pid, this.redisPid].filter((pid) => pid !== undefined);
    return {
      pids: () => pids,
      measure: async () => {
        this.client.send({ inFlight, seconds });
        const { count, p50Ms, p99Ms, ...took } = await replyOf<AskReport>(this.client);
        return { value: count / took.seconds, count, details: { p50_ms: p50Ms, p99_ms: p99Ms } };
      },
    };
  }

  close(): void {
    this.server.kill('SIGKILL'); // They hold nothing that has to be put away.
    this.client.kill('SIGKILL');
  }
}

async function startPeer(settings: PeerSettings): Promise<ChildProcess> {
  const child = fork(require.resolve('../servers/messages/peer'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send(settings);
  await replyOf(child);
  return child;
}

async function replyOf<Reply>(child: ChildProcess): Promise<Reply> {
  return await new Promise<Reply>((resolve, reject) => {
    const failed = (code: number | null): void => {
      reject(new Error(`A peer ended with code ${String(code)}.`));
    };
    child.once('exit', failed);
    child.once('message', (message) => {
      child.off('exit', failed);
      resolve(message as Reply); // of servers/messages/peer.ts
    });
  });
}
