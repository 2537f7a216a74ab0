/** One measured run of one contestant. */
export interface Measurement {
  /** In the scenario's unit. */
  readonly value: number;
  /** Further figures of the same run, by name with unit, e.g. `p99_ms`. */
  readonly details?: Readonly<Record<string, number>>;
  /** Requests, rows … that the run did; with it the report has the CPU time of each. */
  readonly count?: number;
  /** Only where the processes live no longer than the run: what they used, in place of what the harness reads itself. */
  readonly usage?: Usage;
}

export interface Usage {
  readonly cpuSeconds: number;
  /** Proportional set size. */
  readonly memoryMiB: number;
}

/** One row of the table: something that does the same work in its own way. */
export interface Contestant {
  readonly name: string;
  /** The row that the others are compared with; exactly one per scenario. */
  readonly isBaseline: boolean;
  /**
   * Processes whose CPU time and memory count for this row, with all below them; the harness alone where the work is
   * done in it. What only makes the load is not counted.
   */
  readonly pids?: () => readonly number[];
  /** What a requirement allows at the worst, in the scenario's unit. */
  readonly limit?: number;
  /** What a requirement allows at the worst, as a part of the baseline's median in the same run. */
  readonly leastRatio?: number;
  /** What a requirement allows details at the most, by their names. */
  readonly detailLimits?: Readonly<Record<string, number>>;
  /** One run, long enough to be stable (hundreds of milliseconds), with whatever preparation must not be timed. */
  measure(): Promise<Measurement>;
}

/** What is set up once for a scenario, in its own process. */
export interface Arena {
  /** Measured in this order, in every round. */
  readonly contestants: readonly Contestant[];
  close(): Promise<void>;
}

export interface Scenario {
  /** Kebab-case; the argument of `npm run bench`. */
  readonly name: string;
  readonly title: string;
  /** What is done, how much of it, and what is deliberately left out. */
  readonly description: string;
  /** Unit of `Measurement.value`. */
  readonly unit: string;
  readonly isHigherBetter: boolean;
  /** Measured rounds per contestant; odd, so that the median is a run. */
  readonly rounds: number;
  /** Default true: one round before those that count. False where each run starts everything anew. */
  readonly hasWarmUp?: boolean;
  /** After so long it is taken for hung. Default: five minutes. */
  readonly limitMs?: number;
  open(): Promise<Arena>;
}
