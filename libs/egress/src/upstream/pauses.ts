import { parseRetryAfter } from '../retry-after';

/** However long an upstream asks to wait, it is asked again after this: a figure from outside must not switch it off. */
const maxPauseMs = 300_000;
/** Accounts that are remembered per upstream; beyond, the oldest is forgotten. */
const maxAccounts = 256;

interface Pause {
  /** No call before this. */
  readonly untilMs: number;
  /** What the upstream itself asked for, up to a day. */
  readonly askedUntilMs: number;
}

/** The waits that an upstream asked for by `Retry-After`, one per account there: a quota is its owner's alone. */
export class Pauses {
  private readonly byAccount = new Map<string, Pause>();

  constructor(
    private readonly monotonicMs: () => number,
    private readonly now: () => Date,
  ) {}

  /** Takes note of an answer: 429 and 503 may carry the header (RFC 9110 15.6.4, RFC 6585 4). */
  note(account: string, status: number, retryAfter: string | undefined): void {
    const seconds = status === 429 || status === 503 ? parseRetryAfter(retryAfter, this.now()) : undefined;
    if (seconds === undefined || seconds === 0) {
      return;
    }
    const nowMs = this.monotonicMs();
    const waitMs = seconds * 1_000;
    this.byAccount.delete(account);
    this.byAccount.set(account, { untilMs: nowMs + Math.min(waitMs, maxPauseMs), askedUntilMs: nowMs + waitMs });
    const [oldest] = this.byAccount.keys();
    if (this.byAccount.size > maxAccounts && oldest !== undefined) {
      this.byAccount.delete(oldest);
    }
  }

  /** Whole seconds that the account has to wait; undefined when it need not. */
  waitSeconds(account: string): number | undefined {
    const pause = this.byAccount.get(account);
    if (pause === undefined) {
      return undefined;
    }
    const nowMs = this.monotonicMs();
    if (nowMs >= pause.untilMs) {
      this.byAccount.delete(account);
      return undefined;
    }
    return Math.ceil((pause.askedUntilMs - nowMs) / 1_000);
  }
}
