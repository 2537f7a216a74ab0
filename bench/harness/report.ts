import type { Spread } from './statistics';

export interface Row {
  readonly name: string;
  readonly isBaseline: boolean;
  readonly value: Spread;
  /** Relative to the baseline; above 1 is better whatever the unit. */
  readonly ratio: number;
  readonly details: Readonly<Record<string, Spread>>;
  /** CPU seconds per measured round, of the harness process and the row's own processes together. */
  readonly cpuSecondsPerRound: number;
  /** Greatest memory seen (PSS) of those processes. */
  readonly memoryMiB: number;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
}

export interface Report {
  readonly scenario: string;
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly isHigherBetter: boolean;
  readonly rounds: number;
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}
