import { Controller } from '@nestjs/common';
import { CurrentUser } from '@sentrybox/auth';
import type { InputOf, UserPrincipal } from '@sentrybox/contracts';
import { listTokens, revokeTokens, revokeUserTokens, validateToken } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { listAnswer, pageOf } from '../paging';
import { OwnSessionsService } from './own-sessions.service';
import { sessionView } from './session.view';
import { ValidateTokenService } from './validate-token.service';

/** Sessions, which the outside calls tokens. */
@Controller()
export class TokensController {
  constructor(
    private readonly sessions: OwnSessionsService,
    private readonly validation: ValidateTokenService,
  ) {}

  @Route(listTokens)
  async list(@Input() { query }: InputOf<typeof listTokens>, @CurrentUser() user: UserPrincipal) {
    const page = await this.sessions.list(user.userId, pageOf(query));
    return listAnswer(page, query, (session) => sessionView(session, user.sessionId));
  }

  @Route(revokeTokens)
  async revoke(@Input() { body }: InputOf<typeof revokeTokens>, @CurrentUser() user: UserPrincipal) {
    const revoked =
      'token_id' in body
        ? await this.sessions.revokeOne(user, body.token_id)
        : await this.sessions.revokeAll(user, body.all === 'others');
    return inEnvelope({ revoked });
  }

  @Route(revokeUserTokens)
  async revokeOfUser(@Input() { params }: InputOf<typeof revokeUserTokens>) {
    return inEnvelope({ revoked: await this.sessions.revokeOfUser(params.id) });
  }

  @Route(validateToken)
  async validate(@Input() { body }: InputOf<typeof validateToken>) {
    return inEnvelope(await this.validation.validate(body.token));
  }
}
