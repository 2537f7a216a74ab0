/**
 * A window is counted in 60 parts. A part leaves the count when all of it is older than the window, so that no window,
 * wherever it begins, ever holds more than the quota; up to a sixtieth of the window is waited longer than strictly needed.
 */
export const partsPerWindow = 60;

export interface Demand {
  /** Who is counted, and under which policy. */
  readonly key: string;
  readonly quota: number;
  readonly windowMs: number;
  /** How many requests are asked for; 0 looks without taking. */
  readonly wanted: number;
}

export interface Grant {
  /** 0 to `wanted`: as many as the quota still has. */
  readonly granted: number;
  /** Requests counted now, those granted included. */
  readonly used: number;
  /** Milliseconds until the oldest counted part leaves and quota comes back; the whole window when nothing is counted. */
  readonly resetMs: number;
}

/** Counts demands. Equal keys share one count. */
export interface WindowStore {
  /** One grant for each demand, in order. */
  take(demands: readonly Demand[]): Promise<readonly Grant[]>;
}
