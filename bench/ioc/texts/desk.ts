import type { Dice } from './dice';
import type { Network } from './network';

/** What a line or a paragraph is written with. */
export interface Desk {
  readonly dice: Dice;
  readonly network: Network;
  /** Of the line in its text: seconds of its clock. */
  readonly index: number;
}

export type Line = (desk: Desk) => string;
