import { setTimeout as sleep } from 'node:timers/promises';
import type { History, SeenState } from '../history/history';
import { pick } from '../seeded-random';
import type { ChaosTeam } from './teams';

export interface ClientOptions {
  readonly gateway: string;
  readonly teams: readonly [ChaosTeam, ChaosTeam];
  readonly history: History;
  readonly seed: number;
  readonly random: () => number;
}

interface Accepted {
  readonly id: string;
  readonly analysis: string;
  readonly team: ChaosTeam;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const answerTimeoutMs = 8_000;

/** Clients of two teams: they submit slow analyses, read their own, and try to read the other team's. */
export class ChaosClients {
  /** Times at which submissions were sent and found accepted, monotonic milliseconds. */
  readonly accepted: { readonly sentAt: number; readonly answeredAt: number }[] = [];
  private readonly known: Accepted[] = [];
  private count = 0;
  private isStopped = false;
  private running: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: ClientOptions) {}

  /** @param perTeam how many of each kind work at once for each team */
  start(perTeam: number): void {
    const loops = this.options.teams.flatMap((team) =>
      Array.from({ length: perTeam }, () => [
        this.loop(400, () => this.submit(team)),
        this.loop(200, () => this.read()),
      ]).flat(),
    );
    this.running = Promise.all(loops);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  private async loop(pauseMs: number, act: () => Promise<void>): Promise<void> {
    while (!this.isStopped) {
      await act();
      await sleep(pauseMs * (0.5 + this.options.random()));
    }
  }

  private async submit(team: ChaosTeam): Promise<void> {
    const { seed, history } = this.options;
    const id = `op-${seed}-${String((this.count += 1)).padStart(6, '0')}`;
    const entry = { op: 'submit', id, team: team.id } as const;
    const body = { ioc: addressOf(id), type: 'url', plugins: ['urlscan'], tlp: 'clear', pap: 'clear' };
    const sentAt = performance.now();
    const reply = await this.ask(team, '/api/v1/analysis', { body, requestId: id });
    if (reply?.status === 200) {
      const { id: analysis } = reply.body as { id: string }; // the contract of the gateway
      this.accepted.push({ sentAt, answeredAt: performance.now() });
      this.known.push({ id, analysis, team });
      history.add({ ...entry, status: 'ok', accepted: analysis });
    } else {
      const isRefused = reply !== undefined && reply.status >= 400 && reply.status < 500;
      history.add({ ...entry, status: isRefused ? 'refused' : 'unknown' });
    }
  }

  private async read(): Promise<void> {
    const { teams, history, random } = this.options;
    if (this.known.length === 0) return;
    // The last ones are those that change; the others must not.
    const { id, analysis, team } = pick(random() < 0.5 ? this.known.slice(-40) : this.known, random);
    const path = `/api/v1/analysis/${analysis}/pending/urlscan`;
    const stranger = teams.find((other) => other !== team);
    if (stranger !== undefined && random() < 0.15) {
      const reply = await this.ask(stranger, path);
      if (reply === undefined || reply.status >= 500) return;
      history.add({ op: 'trespass', id, team: stranger.id, status: reply.status === 404 ? 'hidden' : 'seen' });
      return;
    }
    const reply = await this.ask(team, path);
    const state = reply && seenState(reply);
    if (state !== undefined) history.add({ op: 'read', id, team: team.id, status: state });
  }

  /** Undefined: no answer that could be read. */
  private async ask(
    team: ChaosTeam,
    path: string,
    sent?: { readonly body: object; readonly requestId: string },
  ): Promise<Reply | undefined> {
    try {
      const response = await fetch(this.options.gateway + path, {
        method: sent === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${team.key}`,
          ...(sent === undefined ? {} : { 'content-type': 'application/json', 'x-request-id': sent.requestId }),
        },
        body: sent === undefined ? undefined : JSON.stringify(sent.body),
        signal: AbortSignal.timeout(answerTimeoutMs),
      });
      return { status: response.status, body: await response.json() };
    } catch {
      return undefined; // what became of the request is exactly what is not known
    }
  }
}

function addressOf(operation: string): string {
  return `http://${operation}.example.com/a`;
}

/** @throws Error for an address that is not of a chaos run */
export function operationOf(address: string): string {
  const operation = /^http:\/\/(op-\d+-\d+)\.example\.com\/a$/.exec(address)?.[1];
  if (operation === undefined) throw new Error(`${address} is not of this run.`);
  return operation;
}

function seenState({ status, body }: Reply): SeenState | undefined {
  if (status === 202) return 'pending';
  if (status !== 200) return undefined;
  const { result } = body as { result: { status: string; error?: { code: string } } }; // the contract of the gateway
  return endOf(result.status, result.error?.code);
}

export function endOf(status: string, errorCode: string | undefined | null): SeenState {
  if (status !== 'error') return 'succeeded';
  return errorCode === 'uncertain' ? 'uncertain' : 'failed';
}
