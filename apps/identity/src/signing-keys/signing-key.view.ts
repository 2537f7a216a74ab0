import type { SigningKey } from './signing-key.entity';

/** As the routes about keys answer it. */
export function signingKeyView({ id, kid, state, notBefore, notAfter, createdAt }: SigningKey) {
  return {
    id,
    kid,
    state,
    not_before: notBefore.toISOString(),
    not_after: notAfter?.toISOString() ?? null,
    created_at: createdAt.toISOString(),
  };
}
