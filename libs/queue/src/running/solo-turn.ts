export interface SoloBounds {
  /** How long whoever wants to be alone waits for the others to end; then it runs beside those that are left. */
  readonly patienceMs: number;
  /** How long nobody else may begin beside it: what kills a process does so soon. */
  readonly holdMs: number;
}

/** Many run beside each other, or one runs alone, within bounds that keep slow work from holding everything else up. */
export class SoloTurn {
  private inside = 0;
  private held: Promise<void> | undefined;
  private onEmpty: () => void = () => undefined;

  constructor(private readonly bounds: SoloBounds) {}

  /** Whether somebody is alone, or waits to be. */
  get isTaken(): boolean {
    return this.held !== undefined;
  }

  /** Runs beside others, as soon as nobody is alone. */
  async beside<T>(run: () => Promise<T>): Promise<T> {
    while (this.held !== undefined) await this.held;
    return await this.counted(run);
  }

  /** Runs alone. Only one can ask for that at a time: see `isTaken`. */
  async alone<T>(run: () => Promise<T>): Promise<T> {
    let resolve: () => void = () => undefined;
    const held = new Promise<void>((done) => (resolve = done));
    this.held = held;
    const open = () => {
      if (this.held === held) this.held = undefined; // after its time another one may hold it
      resolve();
    };
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.empty();
      timer = setTimeout(open, this.bounds.holdMs);
      return await this.counted(run);
    } finally {
      clearTimeout(timer);
      open();
    }
  }

  private async counted<T>(run: () => Promise<T>): Promise<T> {
    this.inside += 1;
    try {
      return await run();
    } finally {
      this.inside -= 1;
      if (this.inside === 0) this.onEmpty();
    }
  }

  private async empty(): Promise<void> {
    if (this.inside === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.onEmpty = resolve;
      timer = setTimeout(resolve, this.bounds.patienceMs);
    });
    clearTimeout(timer);
  }
}
