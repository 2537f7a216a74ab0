import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { CommandDefinition, Principal } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import { bug } from '@sentrybox/errors';
import { requestContext } from '@sentrybox/observability';
import { CommandRuntime } from './command-runtime';

export interface CommandSubmission<D extends CommandDefinition> {
  /** Default: a new UUIDv7. Sending an id again changes nothing. */
  readonly id?: string;
  readonly teamId: string;
  readonly payload: z.input<D['request']>;
  /** Default: the principal of the current request. `null`: the service acts for itself. */
  readonly onBehalfOf?: Principal | null;
}

/** Asks durable work of other services. */
@Injectable()
export class Commands {
  constructor(
    private readonly runtime: CommandRuntime,
    private readonly database: Database,
  ) {}

  /**
   * Sends a command in the current transaction of the team: it takes effect, once, if and only if that transaction
   * commits, whatever Redis loses and whoever is down meanwhile. Its outcome arrives at the `@Outcome` handler, once.
   * @returns the id of the command.
   * @throws DomainError kind `bug` outside `inTeam` of that team, when this app may not send it, when the principal is of
   * another team, or when the payload breaks the contract.
   */
  async send<D extends CommandDefinition>(
    definition: D,
    { id = uuidv7(), teamId, payload, onBehalfOf }: CommandSubmission<D>,
  ): Promise<string> {
    const { relay, store } = this.runtime;
    const { name, owner } = definition;
    this.requireAllowed(definition, teamId);
    const parsed = definition.request.safeParse(payload);
    if (!parsed.success) throw bug(`The payload of ${name} breaks its contract`, parsed.error);
    const context = requestContext();
    const principal = onBehalfOf === null ? undefined : (onBehalfOf ?? context?.principal);
    if (principal !== undefined && principal.teamId !== teamId) throw bug('A principal acts in its own team');
    await store.write({
      ...{ id, teamId, kind: 'command', peer: owner, name, commandId: id, body: parsed.data },
      ...{ onBehalfOf: principal, correlationId: context?.requestId ?? `cmd-${id}` },
    });
    this.database.afterCommit(() => {
      relay.kick();
    });
    return id;
  }

  private requireAllowed(definition: CommandDefinition, teamId: string): void {
    const { app, definitions } = this.runtime;
    const { callers, name } = definition;
    if (!definitions.includes(definition)) throw bug(`${name} is not in the contracts`);
    if (!callers.includes(app)) throw bug(`${name} is not for ${app} to send`);
    if (this.database.currentTeamId !== teamId.toLowerCase())
      throw bug('Commands are sent inside their team’s transaction');
  }
}
