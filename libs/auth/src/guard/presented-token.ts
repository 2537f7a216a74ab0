import type { AccessTokenClaims } from '../tokens/access-token.schema';

/** The access token of a request, verified. */
export interface PresentedToken {
  readonly token: string;
  readonly claims: AccessTokenClaims;
}

const presented = Symbol('presentedToken');

/** A request, on which the guard leaves the token. */
export interface TokenBearer {
  [presented]?: PresentedToken;
}

export function keepPresentedToken(request: TokenBearer, token: PresentedToken): void {
  request[presented] = token;
}

export function presentedTokenOf(request: TokenBearer): PresentedToken | undefined {
  return request[presented];
}
