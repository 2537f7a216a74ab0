import { join } from 'node:path';

import { pollUntil } from '@sentrybox/local-servers';

import { CommandFailure } from './exit-codes';
import { endOfLog, rotateLog } from './logs';
import type { Print } from './progress';
import { isReady } from './readiness';
import type { ServiceSpec } from './service-spec';
import { describeExit, SupervisedService } from './supervised-service';

export interface ServicesOptions {
  readonly specs: readonly ServiceSpec[];
  readonly cwd: string;
  readonly logFolder: string;
  readonly print: Print;
  readonly onChange: () => void;
  /** Until every service is ready; the first start on a slow machine compiles nothing but loads much. */
  readonly readyTimeoutMs: number;
}

/** A service drains within 25 s; what needs longer is killed. */
const stopGraceMs = 28_000;
const logCheckMs = 60_000;

/** All services of an installation: started together, stopped together. */
export class Services {
  readonly all: readonly SupervisedService[];
  private readonly logCheck: NodeJS.Timeout;

  constructor(private readonly options: ServicesOptions) {
    this.all = options.specs.map(
      (spec) => new SupervisedService({ ...options, spec, logFile: this.logFile(spec.name) }),
    );
    this.logCheck = setInterval(() => {
      for (const { spec } of this.all) rotateLog(this.logFile(spec.name));
    }, logCheckMs);
    this.logCheck.unref();
  }

  /**
   * Starts every service and waits until all are ready; from then on the dead are restarted.
   * @throws CommandFailure `serviceFailed` as soon as one dies, or at the time-out, with the end of its log
   */
  async start(): Promise<void> {
    await Promise.all(this.all.map((service) => this.startOne(service)));
    for (const service of this.all) service.keepRunning();
  }

  async stop(): Promise<void> {
    clearInterval(this.logCheck);
    await Promise.all(this.all.map((service) => service.stop(stopGraceMs)));
  }

  private async startOne(service: SupervisedService): Promise<void> {
    const { name, host, ports } = service.spec;
    rotateLog(this.logFile(name));
    const startedAt = performance.now();
    let exitText: string | undefined;
    void service.start().then((exit) => {
      exitText = describeExit(exit);
    });
    const isUp = await pollUntil(async () => await isReady(host, ports.http), {
      timeoutMs: this.options.readyTimeoutMs,
      intervalMs: 100,
      isHopeless: () => exitText !== undefined,
    });
    if (isUp) {
      this.options.print(`  ${name} is ready (${((performance.now() - startedAt) / 1_000).toFixed(1)} s)`);
      return;
    }
    const what =
      exitText === undefined ? `was not ready after ${this.options.readyTimeoutMs / 1_000} s` : `ended (${exitText})`;
    throw new CommandFailure(
      'serviceFailed',
      `${name} ${what}. The end of ${this.logFile(name)}:\n${endOfLog(this.logFile(name))}`,
    );
  }

  private logFile(name: string): string {
    return join(this.options.logFolder, `${name}.log`);
  }
}
