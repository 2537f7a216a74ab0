import { uuidv7 } from '@sentrybox/database';
import type { Gateway } from '../gateway-installation';
import { GatewayInstallation, until } from '../gateway-installation';
import { sourcePlugins } from '../source-plugins';
import type { Death } from './kill-points';
import { Sandbox } from './sandbox';

const plugins = ['recoverable', 'repeatable'] as const;

/** A slow plugin of an analysis that was accepted. */
interface Run {
  readonly analysisId: string;
  readonly plugin: (typeof plugins)[number];
  /** By which the sandbox knows it. */
  readonly reference: string;
}

/** What became of a run, as its client and the sandbox saw it. */
export interface Ending extends Run {
  /** `ok`, or the code of the error. */
  readonly outcome: string;
  readonly submissions: number;
}

/** A gateway that accepts analyses with slow plugins, and workers in processes of their own that die at them. */
export class KillArena {
  private readonly runs: Run[] = [];

  private constructor(
    private readonly installation: GatewayInstallation,
    private readonly sandbox: Sandbox,
    private readonly api: Gateway,
    private readonly key: string,
  ) {}

  static async open(): Promise<KillArena> {
    const [installation, sandbox] = await Promise.all([GatewayInstallation.start(), Sandbox.start()]);
    const api = await installation.gateway({ plugins: sourcePlugins(sandbox.url), role: 'api' });
    return new KillArena(installation, sandbox, api, installation.surroundings.key(uuidv7()));
  }

  /** Accepts analyses with every slow plugin pending, `atOnce` of them and then one every `everyMs` until `over` settles. */
  async acceptUntil(over: Promise<unknown>, { atOnce, everyMs }: { atOnce: number; everyMs: number }): Promise<void> {
    const ended = new AbortController();
    const watched = over.finally(() => {
      ended.abort();
    });
    for (let n = 0; n < atOnce || !ended.signal.aborted; n += 1) {
      await this.accept();
      if (n >= atOnce) await Promise.race([watched, new Promise((resolve) => setTimeout(resolve, everyMs))]);
    }
    await watched;
  }

  /** Lets a worker begin that dies at the point, or so many milliseconds after it is up. */
  async kill(death: Death | number): Promise<void> {
    await this.installation.killedWorker(this.sandbox.url, death);
  }

  /** A worker that stays. */
  async recover(): Promise<void> {
    await this.installation.process('worker', this.sandbox.url);
  }

  /** As if the leases of the dead had run out, which takes 15 s. */
  async expireLeases(): Promise<void> {
    await this.installation.database.query(
      `update analysis.work set lease_until = now() - interval '1 second' where state = 'running'`,
    );
  }

  /** Waits until nothing is pending. @throws Error when it takes longer than `timeoutMs` */
  async endings(timeoutMs: number): Promise<Ending[]> {
    await until(async () => {
      const open = await this.installation.database.query(`select from analysis.plugin_result where is_open limit 1`);
      return open.length === 0 ? true : undefined;
    }, timeoutMs);
    const endings: Ending[] = [];
    // One after the other: a thousand requests at once are turned away, rightly.
    for (const run of this.runs) {
      const { status, error } = await this.api.ready(this.key, run.analysisId, run.plugin);
      const submissions = this.sandbox.submissionsOf(run.reference);
      endings.push({ ...run, outcome: error?.code ?? status, submissions });
    }
    return endings;
  }

  /** In which states the works of slow plugins ended, each once. */
  async workStates(): Promise<string[]> {
    const rows = await this.installation.database.query<{ state: string }>(
      `select distinct state from analysis.work where kind = 'analysis-gateway.run-slow-plugin'`,
    );
    return rows.map(({ state }) => state);
  }

  async close(): Promise<void> {
    await this.installation.stop();
    await this.sandbox.close();
  }

  private async accept(): Promise<void> {
    const body = { ioc: addressOf(this.runs.length), type: 'ip', plugins };
    const { id, pending } = await this.api.analyse(this.key, body);
    for (const plugin of plugins) {
      this.runs.push({ analysisId: id, plugin, reference: pending[plugin]?.job_id ?? '' });
    }
  }
}

/** A public address that is asked about once, so that no answer is there before. */
function addressOf(index: number): string {
  return `11.${String((index >> 16) % 256)}.${String((index >> 8) % 256)}.${String(index % 256)}`;
}

/**
 * Endings that break what is promised. What can be found again was submitted once; where nobody can know whether it was
 * submitted it ends as `uncertain` and was not. What cannot be found again may be submitted once more by whoever takes the
 * work over, and ends well.
 */
export function brokenPromises(endings: readonly Ending[], deaths: number): Ending[] {
  return endings.filter(({ plugin, outcome, submissions }) => {
    if (plugin === 'repeatable') return outcome !== 'ok' || submissions < 1 || submissions > 1 + deaths;
    return outcome === 'ok' ? submissions !== 1 : outcome !== 'uncertain' || submissions !== 0;
  });
}
