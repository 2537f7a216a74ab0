import type { AppName, CommandDefinition, WorkDefinition } from '@sentrybox/contracts';
import type { Database } from '@sentrybox/database';
import { uuidv7 } from '@sentrybox/database';
import { invalidInput } from '@sentrybox/errors';
import { toWireError } from '@sentrybox/messaging';
import type { PairKeys } from '@sentrybox/messaging';
import type { Logger } from '@sentrybox/observability';
import type { AcceptsWork } from '../accepts-work';
import { commandWorkOf, outcomeWorkOf } from './command-catalogue';
import type { CommandMetrics, CommandRefusal } from './command.metrics';
import { authenticText, commandMessageSchema, sealedSchema } from './command-message';
import type { CommandMessage, outcomeBodySchema, StoredMessage } from './command-message';
import type { CommandQueues } from './command-queues';
import type { CommandStore, MessageRow } from './command-store';
import type { z } from 'zod';

/** The parts of the app's command handling that what comes in needs. */
export interface CommandPlace {
  readonly app: AppName;
  readonly definitions: readonly CommandDefinition[];
  readonly store: CommandStore;
  readonly queues: CommandQueues;
  answer(command: MessageRow, id: string, body: z.input<typeof outcomeBodySchema>): Promise<void>;
}

type Verdict = { readonly message: CommandMessage } | { readonly refusal: CommandRefusal };

/**
 * Takes messages as they come out of Redis, where anybody may have put them: what is not sealed by the service whose queue
 * it lay in, breaks the schema or is nothing this app does is refused and counted. The rest is stored together with its
 * work in one transaction, once, and confirmed; also when it was stored before, because the confirmation may be lost.
 */
export class CommandIntake {
  constructor(
    private readonly runtime: CommandPlace,
    private readonly database: Database,
    private readonly work: AcceptsWork,
    private readonly keys: PairKeys,
    private readonly metrics: CommandMetrics,
    private readonly logger: Logger,
  ) {}

  /** @throws DomainError kind `unavailable` without PostgreSQL; the sender sends the message again. */
  async take(from: AppName, data: unknown): Promise<void> {
    const verdict = this.verdictOn(from, data);
    const refusal = 'refusal' in verdict ? verdict.refusal : await this.store(from, verdict.message);
    if (refusal !== undefined) this.metrics.refused(from, refusal);
  }

  private verdictOn(from: AppName, data: unknown): Verdict {
    const sealed = sealedSchema.safeParse(data);
    if (!sealed.success) return { refusal: 'malformed' };
    const text = authenticText(this.keys, from, sealed.data);
    if (text === undefined) return { refusal: 'signature' };
    const message = commandMessageSchema.safeParse(JSON.parse(text)); // JSON: its sender made it so and sealed it
    if (!message.success || message.data.from !== from) return { refusal: 'schema' };
    const { data: read } = message;
    if (read.kind === 'receipt') return { message: read };
    const isForItsTeam = read.onBehalfOf === undefined || read.onBehalfOf.teamId === read.teamId;
    return isForItsTeam ? { message: read } : { refusal: 'not_allowed' };
  }

  private async store(from: AppName, message: CommandMessage): Promise<CommandRefusal | undefined> {
    const { id, teamId } = message;
    if (message.kind === 'receipt') {
      await this.database.inTeam(teamId, () => this.runtime.store.confirm(teamId, id, from));
      return undefined;
    }
    const stored = message.kind === 'command' ? await this.command(from, message) : await this.outcome(from, message);
    if (stored === 'accepted' || stored === 'duplicate') {
      this.metrics.arrived(from, message.kind, stored);
      await this.confirm(from, message);
      return undefined;
    }
    return stored;
  }

  // A name that is not known (yet: a newer caller, this one is to be upgraded) is not confirmed and comes again.
  private async command(from: AppName, message: StoredMessage): Promise<CommandRefusal | 'accepted' | 'duplicate'> {
    const definition = this.definition(message.name, this.runtime.app);
    if (definition === undefined) return 'unknown_name';
    if (!definition.callers.includes(from)) return 'not_allowed';
    const row = rowOf(from, message);
    const payload = definition.request.safeParse(message.body);
    if (payload.success) return await this.accept(row, commandWorkOf(definition));
    return await this.database.inTeam(row.teamId, async () => {
      if (!(await this.runtime.store.accept(row))) return 'duplicate';
      await this.runtime.answer(row, uuidv7(), { error: toWireError(invalidInput(payload.error.issues)) });
      return 'accepted';
    });
  }

  private async outcome(from: AppName, message: StoredMessage): Promise<CommandRefusal | 'accepted' | 'duplicate'> {
    const { app, store } = this.runtime;
    const definition = this.definition(message.name, from);
    if (!definition?.callers.includes(app)) return 'unknown_name';
    const { commandId, teamId } = message;
    return await this.accept(rowOf(from, message), outcomeWorkOf(definition, app), async () =>
      store.forgetCommand(teamId, commandId, from, definition.name),
    );
  }

  /** Inbox and work in one transaction. @param isExpected checked for a new message alone, inside of it */
  private async accept(
    row: MessageRow,
    work: WorkDefinition,
    isExpected: () => Promise<boolean> = () => Promise.resolve(true),
  ): Promise<'accepted' | 'duplicate' | 'unknown_command'> {
    const { id, teamId } = row;
    return await this.database.inTeam(teamId, async () => {
      if ((await this.runtime.store.received(teamId, id)) !== undefined) return 'duplicate';
      if (!(await isExpected())) return 'unknown_command';
      if (!(await this.runtime.store.accept(row))) return 'duplicate';
      await this.work.submit(work, { id, teamId });
      return 'accepted';
    });
  }

  private definition(name: string, owner: AppName): CommandDefinition | undefined {
    return this.runtime.definitions.find((definition) => definition.name === name && definition.owner === owner);
  }

  private async confirm(from: AppName, { id, teamId }: StoredMessage): Promise<void> {
    try {
      await this.runtime.queues.send(from, [{ kind: 'receipt', id, teamId, from: this.runtime.app }]);
    } catch (error) {
      this.logger.debug('command_receipt_lost', { to: from, error }); // the message comes again
    }
  }
}

function rowOf(peer: AppName, message: StoredMessage): MessageRow {
  const { id, teamId, kind, name, commandId, correlationId, onBehalfOf, body } = message;
  return { id, teamId, peer, kind, name, commandId, correlationId, onBehalfOf, body };
}
