import { Controller } from '@nestjs/common';
import type { PresentedToken } from '@sentrybox/auth';
import { CurrentToken, CurrentUser } from '@sentrybox/auth';
import type { InputOf, UserPrincipal } from '@sentrybox/contracts';
import { login, logout, refresh, switchTeam } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { EndSessionService } from './end-session.service';
import { LoginService } from './login.service';
import { RefreshService } from './refresh.service';
import { SwitchTeamService } from './switch-team.service';

@Controller()
export class AuthController {
  constructor(
    private readonly logins: LoginService,
    private readonly refreshes: RefreshService,
    private readonly endings: EndSessionService,
    private readonly switches: SwitchTeamService,
  ) {}

  @Route(login)
  async login(@Input() { body }: InputOf<typeof login>) {
    return inEnvelope(await this.logins.login(body.email, body.password));
  }

  @Route(refresh)
  async refresh(@Input() { body }: InputOf<typeof refresh>, @CurrentToken() bearer?: PresentedToken) {
    return inEnvelope(await this.refreshes.refresh(body?.refresh_token, bearer));
  }

  @Route(logout)
  async logout(@CurrentUser() user: UserPrincipal): Promise<void> {
    await this.endings.logout(user);
  }

  @Route(switchTeam)
  async switchTeam(@Input() { body }: InputOf<typeof switchTeam>, @CurrentUser() user: UserPrincipal) {
    return inEnvelope(await this.switches.switchTo(user, body.team_id));
  }
}
