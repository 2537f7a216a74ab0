import type { Spread } from './statistics';

export interface Row {
  readonly name: string;
  readonly isBaseline: boolean;
  readonly value: Spread;
  /** Relative to the baseline; above 1 is better whatever the unit. */
  readonly ratio: number;
  readonly details: Readonly<Record<string, Spread>>;
  /** CPU seconds per measured round of the row's own processes. */
  readonly cpuSecondsPerRound: number;
  /** The same for one request, row …: on a busy machine the least disturbed figure. */
  readonly cpuMsEach?: number;
  /** Greatest memory (PSS) of those processes at the end of a round. */
  readonly memoryMiB: number;
  /** What a requirement allows, and whether the median keeps it. */
  readonly limit?: Limit;
  /** The same of the ratio, and of details by their names. */
  readonly leastRatio?: Limit;
  readonly detailLimits?: Readonly<Record<string, Limit>>;
}

export interface Limit {
  readonly value: number;
  readonly isMet: boolean;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  /** Processes that wanted a core in the minute before the scenario began: what others did to the figures. */
  readonly loadBefore: number;
}

export interface Report {
  readonly scenario: string;
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly isHigherBetter: boolean;
  readonly rounds: number;
  readonly hasWarmUp: boolean;
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}
