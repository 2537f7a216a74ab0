import { Controller } from '@nestjs/common';
import { CurrentUser } from '@sentrybox/auth';
import type { InputOf, UserPrincipal } from '@sentrybox/contracts';
import { changeOwnPassword } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { OwnPasswordService } from './own-password.service';

@Controller()
export class OwnPasswordController {
  constructor(private readonly passwords: OwnPasswordService) {}

  @Route(changeOwnPassword)
  async change(@Input() { body }: InputOf<typeof changeOwnPassword>, @CurrentUser() user: UserPrincipal) {
    return inEnvelope(await this.passwords.change(user, body.current_password, body.new_password));
  }
}
