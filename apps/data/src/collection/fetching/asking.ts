import type { EgressProfile, EgressRequest } from '@sentrybox/egress';

/** What a request of a run needs beside its address. */
export interface Asking {
  readonly profile: EgressProfile;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly redirects: NonNullable<EgressRequest['redirects']>;
  readonly signal: AbortSignal;
}
