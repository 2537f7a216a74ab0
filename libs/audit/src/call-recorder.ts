import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Database, GroupCommit, isServerError } from '@sentrybox/database';
import { AnswerHooks } from '@sentrybox/http';
import type { AnswerFacts } from '@sentrybox/http';
import type { Refusal } from '@sentrybox/observability';
import { insertEvents, rowOf } from './audit-row';
import type { AuditRow } from './audit-row';
import type { AuditEvent } from './audit-event';

const tooManyRequests = 429;

/**
 * Every call by a service account has its row before its answer leaves, whatever the answer is, and so has every call
 * that a person was refused, and every credential that lets nobody in: those of strangers until their limit is used up. When the row cannot be written the call is answered 503: what cannot be recorded is refused.
 */
@Injectable()
export class CallRecorder implements OnApplicationBootstrap {
  readonly #calls: GroupCommit<AuditRow>;

  constructor(
    database: Database,
    private readonly hooks: AnswerHooks,
  ) {
    this.#calls = new GroupCommit<AuditRow>({
      write: async (rows) => {
        await database.execute(insertEvents, [JSON.stringify(rows)]);
        return [];
      },
      isRowFault: isServerError,
      maxRows: 200,
      maxWaiting: 5_000,
    });
  }

  onApplicationBootstrap(): void {
    this.hooks.add((facts) => this.#record(facts));
  }

  #record({ request, method, status }: AnswerFacts): Promise<void> | undefined {
    const { principal, refusal } = request;
    if (principal === undefined) {
      if (refusal === undefined || status === tooManyRequests) return undefined;
      return this.#calls.add(
        rowOf(refusalEvent(refusal, `${method} ${request.route ?? 'unmatched'}`, status), request),
      );
    }
    if (principal.kind === 'user' && status !== 403) return undefined;
    const row = rowOf(
      {
        action: principal.kind === 'user' ? 'authz_fail' : 'api_call',
        teamId: principal.teamId,
        object: { type: 'route', id: `${method} ${request.route ?? 'unmatched'}` },
        outcome: status < 400 ? 'success' : 'failure',
        details: { status },
      },
      request,
    );
    return this.#calls.add(row);
  }
}

function refusalEvent({ reason, holder }: Refusal, route: string, status: number): AuditEvent {
  const details = { status, reason };
  return {
    action: 'authn_credential_fail',
    teamId: holder?.teamId ?? null,
    ...(holder === undefined ? {} : { actor: { kind: 'service_account', id: holder.serviceAccountId } as const }),
    object: { type: 'route', id: route },
    outcome: 'failure',
    details: holder === undefined ? details : { ...details, key_id: holder.keyId },
  };
}
