import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Principal } from '@sentrybox/contracts';
import { subjectIdOf } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import { conflict } from '@sentrybox/errors';
import { RequestKeysRepository } from './request-keys.repository';
import type { RequestKey } from './request-keys.repository';

/** The same key stands for the same request for so long. */
export const keyLifeHours = 24;
/** Longer than any request takes; whoever holds a key beyond that is gone. */
const holdMs = 45_000;
const lookEveryMs = 50;

/** Requests that happen once however often they are sent. */
@Injectable()
export class RequestKeys {
  constructor(
    private readonly repository: RequestKeysRepository,
    private readonly database: Database,
  ) {}

  /**
   * What `work` gives, or gave when it was asked for with this key before. Of requests that come at the same time one
   * works and the others wait for it. A request that fails leaves nothing: the next one is a first one.
   * @param request JSON
   * @throws DomainError `conflict` when the key stands for another request; what `work` throws
   */
  async once<T>(principal: Principal, key: string, request: unknown, work: () => Promise<T>): Promise<T> {
    const at = { teamId: principal.teamId, subjectId: subjectIdOf(principal), key };
    const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex');
    const holder = uuidv7();
    const kept = await this.takeOrWait(at, fingerprint, holder);
    if (kept !== undefined) return JSON.parse(kept) as T; // what `work` gave, as JSON
    try {
      const answer = await work();
      await this.database.inTeam(at.teamId, () => this.repository.keep(at, holder, JSON.stringify(answer)));
      return answer;
    } catch (error) {
      await this.database.inTeam(at.teamId, () => this.repository.release(at, holder));
      throw error;
    }
  }

  /** The kept answer; undefined when the key is this request's to work on. */
  private async takeOrWait(at: RequestKey, fingerprint: string, holder: string): Promise<string | undefined> {
    const ask = <T>(question: () => Promise<T>) => this.database.inTeam(at.teamId, question);
    for (;;) {
      if (await ask(() => this.repository.take(at, fingerprint, holder, holdMs, keyLifeHours))) return undefined;
      const kept = await ask(() => this.repository.find(at));
      if (kept === undefined) continue;
      if (kept.fingerprint !== fingerprint) throw conflict('This Idempotency-Key was used for another request.');
      if (kept.answer !== null) return kept.answer;
      if (kept.isAbandoned && (await ask(() => this.repository.takeOver(at, holder, kept.holder, holdMs))))
        return undefined;
      await sleep(lookEveryMs);
    }
  }
}
