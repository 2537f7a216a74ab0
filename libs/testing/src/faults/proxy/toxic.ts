/** From the client to the server, or back. */
export type Direction = 'upstream' | 'downstream';

/** What a toxic does to a connection; the set and the meaning are those of toxiproxy, with the units in the names. */
export type ToxicEffect =
  /** Every piece arrives `latencyMs` ± `jitterMs` after it was sent, in the same order. */
  | { readonly type: 'latency'; readonly latencyMs: number; readonly jitterMs?: number }
  | { readonly type: 'bandwidth'; readonly bytesPerSecond: number }
  /** The end of the stream is passed on that much later. */
  | { readonly type: 'slow_close'; readonly delayMs: number }
  /** Nothing arrives any more; the connection ends after `timeoutMs`, with 0 never. */
  | { readonly type: 'timeout'; readonly timeoutMs: number }
  /** `timeoutMs` after the first piece the connection is reset (RST), without anything having arrived. */
  | { readonly type: 'reset_peer'; readonly timeoutMs: number }
  /** Pieces of `averageBytes` ± `variationBytes` with a pause of `delayUs` microseconds after each. */
  | {
      readonly type: 'slicer';
      readonly averageBytes: number;
      readonly variationBytes?: number;
      readonly delayUs?: number;
    }
  /** The connection ends after that many bytes. */
  | { readonly type: 'limit_data'; readonly bytes: number };

export type Toxic = ToxicEffect & {
  /** Default: downstream. */
  readonly direction?: Direction;
  /** Share of the connections that it is for, 0 to 1. Default: 1. */
  readonly toxicity?: number;
};
