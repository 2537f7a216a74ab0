import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { createPasswordReset, resetPassword } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { PasswordResetService } from './password-reset.service';

@Controller()
export class PasswordResetController {
  constructor(private readonly resets: PasswordResetService) {}

  @Route(createPasswordReset)
  async create(@Input() { params }: InputOf<typeof createPasswordReset>, @CurrentPrincipal() caller: Principal) {
    const { userId, token, expiresAt } = await this.resets.create(caller, params.id);
    return inEnvelope({ user_id: userId, token, expires_at: expiresAt.toISOString() });
  }

  @Route(resetPassword)
  async reset(@Input() { body }: InputOf<typeof resetPassword>): Promise<void> {
    await this.resets.reset(body.token, body.new_password);
  }
}
