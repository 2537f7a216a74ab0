import { Controller } from '@nestjs/common';
import type { InputOf } from '@sentrybox/contracts';
import { listSigningKeys, revokeSigningKey, rotateSigningKey } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { RotateKeysService } from './rotate-keys.service';
import type { SigningKey } from './signing-key.entity';

@Controller()
export class SigningKeysController {
  constructor(private readonly rotation: RotateKeysService) {}

  @Route(listSigningKeys)
  async list() {
    return inEnvelope((await this.rotation.list()).map(signingKeyView));
  }

  @Route(rotateSigningKey)
  async rotate() {
    return inEnvelope(signingKeyView(await this.rotation.rotate()));
  }

  @Route(revokeSigningKey)
  async revoke(@Input() { params }: InputOf<typeof revokeSigningKey>) {
    return inEnvelope(signingKeyView(await this.rotation.revoke(params.kid)));
  }
}

function signingKeyView({ id, kid, state, notBefore, notAfter, createdAt }: SigningKey) {
  return {
    id,
    kid,
    state,
    not_before: notBefore.toISOString(),
    not_after: notAfter?.toISOString() ?? null,
    created_at: createdAt.toISOString(),
  };
}
