import { Controller } from '@nestjs/common';
import type { InputOf } from '@sentrybox/contracts';
import { listSigningKeys, revokeSigningKey, rotateSigningKey } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { RotateKeysService } from './rotate-keys.service';
import { signingKeyView } from './signing-key.view';

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
