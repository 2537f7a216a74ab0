import { Controller } from '@nestjs/common';
import { jwks } from '@sentrybox/contracts';
import { reply, Route } from '@sentrybox/http';
import { SigningKeysService } from './signing-keys.service';

/** Seconds for which others may keep the set; a new key is published long before it signs. */
const maxAgeSeconds = 300;

@Controller()
export class JwksController {
  constructor(private readonly keys: SigningKeysService) {}

  @Route(jwks)
  async jwks() {
    const keys = await this.keys.published();
    return reply(200, { keys }, { 'cache-control': `public, max-age=${maxAgeSeconds}` });
  }
}
