import type { Pap, PluginResult, Tlp } from '@sentrybox/contracts';
import type { ConfiguredPlugin, FastPlugin } from '../plugins';
import type { Urgency } from '../quota';

/** For whom sources are asked, and under which conditions. */
export interface Ask {
  readonly teamId: string;
  readonly urgency: Urgency;
  /** It comes when its turn has come. */
  readonly hasWaited: boolean;
  readonly tlp: Tlp;
  readonly pap: Pap;
  /** The oldest kept answer that will do, in seconds; undefined: as old as the plugin keeps them. */
  readonly maxAgeSeconds: number | undefined;
  /** Ask even where an answer is kept. */
  readonly isForced: boolean;
  /** When whoever asks has to be answered, in milliseconds from now. */
  readonly deadlineMs: number;
}

/** What a fast plugin said in time, and the promise of what it says after the deadline, if it was not in time. */
export interface FastAnswer {
  readonly configured: ConfiguredPlugin<FastPlugin>;
  readonly result: PluginResult;
  readonly late: Promise<PluginResult> | undefined;
}
