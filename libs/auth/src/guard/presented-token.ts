import type { AccessTokenClaims } from '../tokens/access-token.schema';

/** The access token of a request, verified. */
export interface PresentedToken {
  readonly token: string;
  readonly claims: AccessTokenClaims;
}

const tokens = new WeakMap<object, PresentedToken>();

export function keepPresentedToken(request: object, token: PresentedToken): void {
  tokens.set(request, token);
}

export function presentedTokenOf(request: object): PresentedToken | undefined {
  return tokens.get(request);
}
