import type { Reply } from './data-app';

/** One answer that came while something was wrong. */
export interface Sample {
  readonly reply: Reply;
  readonly tookMs: number;
}

const pauseMs = 50;

/** Asks the same again and again, one after another, until it is stopped. */
export class Probe {
  readonly #samples: Sample[] = [];
  #isOver = false;
  readonly #asking: Promise<void>;

  constructor(private readonly ask: () => Promise<Reply>) {
    this.#asking = this.#run();
  }

  /** @returns every answer, oldest first */
  async stop(): Promise<readonly Sample[]> {
    this.#isOver = true;
    await this.#asking;
    return this.#samples;
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      const askedAt = performance.now();
      this.#samples.push({ reply: await this.ask(), tookMs: performance.now() - askedAt });
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
