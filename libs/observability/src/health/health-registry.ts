import type { Clock } from '../clock';
import type { Logger } from '../logging/logger';

export type CheckState = 'up' | 'down';

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, CheckState>>;
}

type Check = () => Promise<void>;

const cacheMs = 1_000;
const checkTimeoutMs = 2_000;

/** What this process needs in order to serve. A check that rejects or takes more than 2 s is down. */
export class HealthRegistry {
  private readonly checks = new Map<string, Check>();
  private isDraining = false;
  private cached: { readonly at: number; readonly result: Promise<Readiness> } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * @param name a noun without host, version or address: it is shown to anybody.
   * @throws Error when the name is taken.
   */
  register(name: string, check: Check): void {
    if (this.checks.has(name)) throw new Error(`There are two health checks named ${name}.`);
    this.checks.set(name, check);
  }

  /** From now on never ready: the process is about to end. */
  startDraining(): void {
    this.isDraining = true;
  }

  get draining(): boolean {
    return this.isDraining;
  }

  /** The states of all checks, at most 1 s old; many callers at once share one run. */
  async ready(): Promise<Readiness> {
    const now = this.clock.monotonicMs();
    if (this.cached === undefined || now - this.cached.at >= cacheMs) this.cached = { at: now, result: this.runAll() };
    const { ready, checks } = await this.cached.result;
    return { ready: ready && !this.isDraining, checks };
  }

  private async runAll(): Promise<Readiness> {
    const entries = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await this.run(name, check)] as const),
    );
    return { ready: entries.every(([, state]) => state === 'up'), checks: Object.fromEntries(entries) };
  }

  private async run(name: string, check: Check): Promise<CheckState> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`No answer in ${checkTimeoutMs} ms.`));
      }, checkTimeoutMs);
    });
    try {
      await Promise.race([check(), late]);
      return 'up';
    } catch (error) {
      this.logger.warn('health_check_down', { check: name, error });
      return 'down';
    } finally {
      clearTimeout(timer);
    }
  }
}
