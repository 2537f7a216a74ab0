import { AsyncLocalStorage } from 'node:async_hooks';
import type { KeyHolder, Principal } from '@sentrybox/contracts';

/** What is known about the request, message or job that the current code runs for. */
export interface RequestContext {
  /** Matches `^[A-Za-z0-9._-]{8,64}$`. */
  readonly requestId: string;
  /** Address of the client as far as trusted proxies tell; empty for work that no client waits for. */
  readonly clientIp: string;
  /** Route template or message name; never contains a value that was sent. */
  readonly route?: string;
  /** `Clock.monotonicMs()` at the start. */
  readonly startedAt: number;
  /** Set once a credential was verified. */
  principal?: Principal;
  /** Set when a credential was presented and lets nobody in. */
  refusal?: Refusal;
}

/** Why a credential was refused, and whose it is where that is known. */
export interface Refusal {
  readonly reason: 'unknown_key' | 'revoked_key' | 'bad_token' | 'address_not_allowed';
  readonly holder?: KeyHolder;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` so that everything it calls, however late, finds `context`. */
export function runInRequestContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The context of the current request, message or job; undefined outside of one (start-up, timers). */
export function requestContext(): RequestContext | undefined {
  return storage.getStore();
}

/**
 * Names who acts in the current context. Only for code that has just verified a credential.
 * @throws Error outside a request, message or job.
 */
export function setPrincipal(principal: Principal): void {
  const context = storage.getStore();
  if (context === undefined) throw new Error('There is no request to set a principal for.');
  context.principal = principal;
}

/** Notes that a presented credential was refused in the current context, for its audit row. */
export function noteRefusal(refusal: Refusal): void {
  const context = storage.getStore();
  if (context !== undefined) context.refusal = refusal;
}
