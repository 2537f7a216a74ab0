import type { AppName } from '@sentrybox/contracts';
import type { Logger } from '@sentrybox/observability';
import { inFlightPerReplica } from '../limits';
import type { MessagingMetrics } from '../messaging.metrics';
import type { AskList, Taken } from '../redis/ask-list';
import type { BlockingPop } from '../redis/blocking-pop';

const pauseAfterErrorMs = 200;

/**
 * Takes questions off the owner's list, never more than this replica has room for. Redis gives each entry to one
 * replica alone; what is taken and not answered (the process dies) is not given to another one.
 */
export class AskIntake {
  private inFlight = 0;
  private isStopping = false;
  private isFailing = false;
  private loop: Promise<void> = Promise.resolve();
  private roomMade: (() => void) | undefined;

  constructor(
    private readonly app: AppName,
    private readonly list: AskList,
    private readonly blocking: BlockingPop,
    /** Never rejects. */
    private readonly serve: (frame: string) => Promise<void>,
    private readonly metrics: MessagingMetrics,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.loop = this.run();
  }

  /** Takes nothing more and waits until what was taken is answered, at most `timeoutMs`. */
  async stop(timeoutMs: number): Promise<void> {
    this.isStopping = true;
    this.roomMade?.();
    await this.blocking.stop();
    await this.loop;
    const endsAt = performance.now() + timeoutMs;
    while (this.inFlight > 0 && performance.now() < endsAt) await pause(5);
  }

  private async run(): Promise<void> {
    while (!this.stopping()) {
      try {
        await this.room();
        await this.next();
        this.isFailing = false;
      } catch (error) {
        if (!this.isFailing && !this.stopping()) this.logger.warn('ask_intake_failed', { error });
        this.isFailing = true;
        await pause(pauseAfterErrorMs);
      }
    }
  }

  // A method, because the field changes while the loop waits.
  private stopping(): boolean {
    return this.isStopping;
  }

  private async next(): Promise<void> {
    if (this.stopping() || this.begin(await this.take())) return;
    if (this.stopping()) return;
    const popped = await this.blocking.pop();
    if (popped !== undefined) this.begin(await this.take(popped));
  }

  private async take(popped?: string): Promise<Taken> {
    const taken = await this.list.take(this.app, inFlightPerReplica - this.inFlight, popped);
    this.metrics.refused('ask', 'late', taken.late);
    this.metrics.refused('ask', 'replay', taken.replayed);
    this.metrics.refused('ask', 'malformed', taken.malformed);
    return taken;
  }

  private begin(taken: Taken): boolean {
    for (const frame of taken.frames) {
      this.inFlight += 1;
      this.serve(frame).then(this.ended, this.ended);
    }
    return taken.frames.length > 0;
  }

  // One function for all: this runs once per question.
  private readonly ended = (): void => {
    this.inFlight -= 1;
    this.roomMade?.();
  };

  private async room(): Promise<void> {
    if (this.inFlight < inFlightPerReplica || this.stopping()) return;
    await new Promise<void>((resolve) => {
      this.roomMade = resolve;
    });
    this.roomMade = undefined;
  }
}

async function pause(durationMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, durationMs));
}
