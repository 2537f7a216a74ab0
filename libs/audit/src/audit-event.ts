/** Who did it. `service`: the platform by itself; `anonymous`: a client that is not known. */
export type ActorKind = 'user' | 'service_account' | 'service' | 'anonymous';

/** What happened, as the code that did it tells it. Never a secret, a token or a body. */
export interface AuditEvent {
  /** OWASP application logging vocabulary where it has a word: `authn_login_success`, `authz_fail` …; lower snake case. */
  readonly action: string;
  /** Null: of the platform, or the team is not known. */
  readonly teamId: string | null;
  /** Default: the principal of the current request, message or job. */
  readonly actor?: { readonly kind: ActorKind; readonly id: string | null };
  /** What it was done to. */
  readonly object?: { readonly type: string; readonly id: string };
  readonly outcome: 'success' | 'failure';
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}
