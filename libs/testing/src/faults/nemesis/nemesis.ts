import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from '../../stack/start-stack';
import type { Fault } from './fault';
import {
  askPostgres,
  askRedis,
  familyOf,
  postmasterOf,
  redisProcess,
  removeRedisData,
  signal,
} from './server-processes';

/** Does to a running installation what a bad day does. */
export class Nemesis {
  constructor(private readonly stack: Pick<Stack, 'pidOf' | 'databaseUrl' | 'redisUrl'>) {}

  /** Comes back when the fault is over; what died may still be on its way back. */
  async commit(fault: Fault): Promise<void> {
    const { stack } = this;
    switch (fault.kind) {
      case 'kill':
        signal(stack.pidOf(fault.target), 'SIGKILL');
        return;
      case 'terminate':
        signal(stack.pidOf(fault.target), 'SIGTERM');
        return;
      case 'pause':
        await this.pause(await this.processesOf(fault.target), fault.forMs);
        return;
      case 'crash_postgres':
        signal(await postmasterOf(stack.databaseUrl), 'SIGQUIT');
        return;
      case 'drop_connections':
        await askPostgres(
          stack.databaseUrl,
          `select pg_terminate_backend(pid) from pg_stat_activity
           where pid <> pg_backend_pid() and backend_type = 'client backend'`,
        );
        return;
      case 'crash_redis':
        signal((await redisProcess(stack.redisUrl)).pid, 'SIGKILL');
        return;
      case 'empty_redis':
        await this.emptyRedis();
        return;
      case 'flush_redis':
        await askRedis(stack.redisUrl, (redis) => redis.flushall());
    }
  }

  private async processesOf(target: Extract<Fault, { kind: 'pause' }>['target']): Promise<number[]> {
    if (target === 'postgres') return familyOf(await postmasterOf(this.stack.databaseUrl));
    if (target === 'redis') return [(await redisProcess(this.stack.redisUrl)).pid];
    return [this.stack.pidOf(target)];
  }

  private async pause(pids: readonly number[], forMs: number): Promise<void> {
    for (const pid of pids) signal(pid, 'SIGSTOP');
    try {
      await sleep(forMs);
    } finally {
      for (const pid of pids) signal(pid, 'SIGCONT');
    }
  }

  // Stopped first, so that nobody starts it again before its files are gone.
  private async emptyRedis(): Promise<void> {
    const { pid, folder } = await redisProcess(this.stack.redisUrl);
    signal(pid, 'SIGSTOP');
    removeRedisData(folder);
    signal(pid, 'SIGKILL');
  }
}
