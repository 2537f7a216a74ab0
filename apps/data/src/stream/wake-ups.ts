import { EventEmitter } from 'node:events';
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
    if (signal.aborted) return;
    const names = teamId === undefined ? [everybody] : [everybody, teamId];
    let wake: () => void = () => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    const timer = setTimeout(wake, timeoutMs);
    for (const name of names) this.emitter.on(name, wake);
    signal.addEventListener('abort', wake, { once: true });
    await woken;
    clearTimeout(timer);
    for (const name of names) this.emitter.off(name, wake);
    signal.removeEventListener('abort', wake);
  }
}
