import { Inject, Injectable } from '@nestjs/common';
import type { ConfiguredPlugin } from '../plugins';
import { accountOf, PluginError } from '../plugins';
import type { AccountState, Admission, CallGate, CallOutcome, Wish } from '../quota';
import { CALL_GATE } from '../quota';

/** A turn at a provider that was taken, to be given back with what became of it. */
export type Turn = Extract<Admission, { isAdmitted: true }>;

/** The order in which the providers are asked, by everybody who shares their quota. */
@Injectable()
export class ProviderTurns {
  constructor(@Inject(CALL_GATE) private readonly gate: CallGate) {}

  async take(configured: ConfiguredPlugin, wish: Wish): Promise<Admission> {
    return await this.gate.admit(accountOf(configured), wish);
  }

  /** @param error what the call threw; undefined: it was answered */
  async giveBack(configured: ConfiguredPlugin, { isProbe }: Turn, error?: unknown): Promise<void> {
    await this.gate.settle(accountOf(configured), isProbe, outcomeOf(error));
  }

  async look(configured: ConfiguredPlugin): Promise<AccountState> {
    return await this.gate.look(accountOf(configured));
  }
}

function outcomeOf(error: unknown): CallOutcome {
  if (error === undefined) return { kind: 'ok' };
  if (!(error instanceof PluginError)) return { kind: 'unknown' };
  switch (error.pluginCode) {
    case 'quota':
      return {
        kind: 'limited',
        waitMs: error.retryAfterSeconds === undefined ? undefined : error.retryAfterSeconds * 1_000,
      };
    case 'timeout':
    case 'unreachable':
    case 'upstream':
      return { kind: 'failed' };
    case 'offline':
    case 'unavailable':
    case 'uncertain':
    case 'internal_error':
      return { kind: 'unknown' };
    default:
      return { kind: 'ok' };
  }
}
