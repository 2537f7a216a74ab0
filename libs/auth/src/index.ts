export { ambiguousCredentials } from './auth.errors';
export { AuthModule } from './auth.module';
export { IdentityAuthority } from './authority/identity-authority';
export type { KeyVerdict, SessionCheck, SessionVerdict } from './authority/identity-authority';
export { digestOfApiKey } from './credentials/api-key';
export type { PresentedToken } from './guard/presented-token';
export { CurrentPrincipal, CurrentToken, CurrentUser } from './guard/principal.decorators';
export { accessTokenLifetimeSeconds, accessTokenType, issuer } from './tokens/access-token.schema';
export type { AccessTokenClaims } from './tokens/access-token.schema';
