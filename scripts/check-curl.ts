import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ExitReason } from './launcher/exit-codes';
import { CommandFailure } from './launcher/exit-codes';
import { runCommand } from './launcher/run-command';

interface Answer {
  readonly verdict?: string;
  readonly pending?: Readonly<Record<string, { readonly poll_url: string }>>;
}

const pollTimeoutMs = 60_000;

/**
 * `check-curl <file>`: the file holds what `npm start` printed on a first start. Runs the curl in it as it stands, then
 * polls what is pending until it is there.
 */
async function main([file = '']: readonly string[]): Promise<ExitReason> {
  const printed = readFileSync(file, 'utf8');
  const command = /curl -X POST(?:.*\\\n)+.*/.exec(printed)?.[0];
  if (command === undefined) throw new CommandFailure('unexpected', 'The start printed no curl.');
  const answer = JSON.parse((await promisify(execFile)('bash', ['-c', command])).stdout) as Answer;
  const [pending] = Object.values(answer.pending ?? {});
  if (answer.verdict === undefined || pending === undefined) {
    throw new CommandFailure('unexpected', `Not an analysis with a pending entry: ${JSON.stringify(answer)}`);
  }
  const origin = /https?:\/\/[^/]+/.exec(command)?.[0] ?? '';
  const key = /sb_[0-9a-f]{32}/.exec(command)?.[0] ?? '';
  const status = await polled(`${origin}${pending.poll_url}`, key);
  if (status !== 200) throw new CommandFailure('unexpected', `Polling ended with ${String(status)}.`);
  process.stdout.write(`The printed curl answered ${answer.verdict}; ${pending.poll_url} answered 200.\n`);
  return 'ok';
}

async function polled(url: string, key: string): Promise<number> {
  const deadline = Date.now() + pollTimeoutMs;
  for (;;) {
    const { status } = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
    if (status !== 202 || Date.now() > deadline) return status;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

runCommand(main);
