import { spawn } from 'node:child_process';
import { once } from 'node:events';

// Each connection sends a byte of a header every second and never ends its head; the service cuts it after 10 s, and
// another takes its place. In a process of its own, so that its work is not mistaken for the service's.
const script = `
const { connect } = require('node:net');
const [port, count] = process.argv.slice(1).map(Number);
let open = 0;
function start() {
  let timer;
  const socket = connect(port, '127.0.0.1', () => {
    open += 1;
    if (open === count) process.send('open');
    socket.write('GET /health HTTP/1.1\\r\\nHost: x\\r\\nX-Slow: ');
    timer = setInterval(() => socket.write('a'), 1000);
  });
  socket.on('error', () => {}).on('close', () => { clearInterval(timer); open -= 1; setTimeout(start, 100); });
}
for (let n = 0; n < count; n += 1) start();
process.on('disconnect', () => process.exit());
`;

interface SlowClients {
  stop(): Promise<void>;
}

/** Opens `count` connections that never finish a request, and resolves when all of them stand. */
async function startSlowClients(port: number, count: number): Promise<SlowClients> {
  const child = spawn(process.execPath, ['-e', script, String(port), String(count)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return {
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/**
 * Ninety-ninth percentile of the time of a call with and without slow clients, in alternating rounds: what else the
 * machine does falls on both.
 */
export async function p99SideBySide(
  port: number,
  slowClients: number,
  call: () => Promise<unknown>,
): Promise<{ readonly quietMs: number; readonly attackedMs: number }> {
  const quiet: number[] = [];
  const attacked: number[] = [];
  await timed(50, call); // warm
  for (let round = 0; round < 4; round += 1) {
    quiet.push(...(await timed(150, call)));
    const clients = await startSlowClients(port, slowClients);
    attacked.push(...(await timed(150, call)));
    await clients.stop();
  }
  return { quietMs: p99(quiet), attackedMs: p99(attacked) };
}

async function timed(count: number, call: () => Promise<unknown>): Promise<number[]> {
  const timings: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const startedAt = performance.now();
    await call();
    timings.push(performance.now() - startedAt);
  }
  return timings;
}

function p99(timings: number[]): number {
  return timings.sort((a, b) => a - b)[Math.floor(timings.length * 0.99)] ?? Infinity;
}
