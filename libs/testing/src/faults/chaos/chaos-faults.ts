import type { Fault } from '../nemesis/fault';

/** What a long run is made of. */
export const chaosFaults: readonly Fault[] = [
  { kind: 'kill', target: 'analysis-gateway' },
  { kind: 'terminate', target: 'analysis-gateway' },
  // Longer than a lease: the worker comes back when its work is somebody else's.
  { kind: 'pause', target: 'analysis-gateway', forMs: 17_000 },
  { kind: 'kill', target: 'identity' },
  { kind: 'kill', target: 'data' },
  { kind: 'pause', target: 'identity', forMs: 4_000 },
  { kind: 'crash_postgres' },
  { kind: 'drop_connections' },
  { kind: 'pause', target: 'postgres', forMs: 6_000 },
  { kind: 'crash_redis' },
  { kind: 'empty_redis' },
  { kind: 'flush_redis' },
  { kind: 'pause', target: 'redis', forMs: 6_000 },
];
