import { EventEmitter, once } from 'node:events';
import { Injectable } from '@nestjs/common';

const everybody = 'everybody';

/** Wakes those who wait for new indicators of a team, or of everybody. */
@Injectable()
export class WakeUps {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  /** @param teamId null: of everybody */
  arrived(teamId: string | null): void {
    this.emitter.emit(teamId ?? everybody);
  }

  /** Resolves when something arrived for the team or everybody, when the time is over or the signal aborts. */
  async wait(teamId: string | undefined, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs), over.signal]);
    const names = teamId === undefined ? [everybody] : [everybody, teamId];
    const woken = names.map((name) => once(this.emitter, name, { signal: ends }).catch(() => undefined));
    await Promise.race(woken);
    over.abort(); // takes the other listener away
  }
}
