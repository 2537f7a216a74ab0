import { buildConnector } from 'undici';
import type { Dial } from '../src/connect/guarded-connector';

export interface LoopbackDial {
  readonly dial: Dial;
  /** Every address that the guard let through, in order. */
  readonly dialled: string[];
}

/**
 * A socket layer for tests that opens connections to 127.0.0.1 alone: what the guard lets through goes to the canary's
 * port, so each address a test wants to prove unreachable is proven by the canary's silence.
 * @param canaryPort where every connection ends; undefined lets loopback pass to its own port and refuses the rest.
 */
export function loopbackDial(canaryPort: number | undefined, ca?: string): LoopbackDial {
  const connect = buildConnector({ timeout: 2_000, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) });
  const dialled: string[] = [];
  return {
    dialled,
    dial: (options, callback) => {
      dialled.push(options.hostname);
      if (canaryPort === undefined && options.hostname !== '127.0.0.1') {
        callback(new Error('a test tried to leave loopback'), null);
        return;
      }
      connect({ ...options, hostname: '127.0.0.1', port: String(canaryPort ?? options.port) }, callback);
    },
  };
}
