import { Controller } from '@nestjs/common';
import { CurrentPrincipal, CurrentUser } from '@sentrybox/auth';
import type { InputOf, Principal, UserPrincipal } from '@sentrybox/contracts';
import { createTeam, deleteTeam, getTeam, putTeam, updateTeam } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { DeleteTeamService } from './delete-team.service';
import { TeamsService } from './teams.service';

@Controller()
export class TeamsController {
  constructor(
    private readonly teams: TeamsService,
    private readonly deletions: DeleteTeamService,
  ) {}

  @Route(createTeam)
  async create(@Input() { body }: InputOf<typeof createTeam>, @CurrentUser() caller: UserPrincipal) {
    return inEnvelope(await this.teams.create(caller, body));
  }

  @Route(getTeam)
  async get(@Input() { params }: InputOf<typeof getTeam>, @CurrentPrincipal() caller: Principal) {
    return inEnvelope(await this.teams.get(caller, params.id));
  }

  @Route(updateTeam)
  async update(@Input() { params, body }: InputOf<typeof updateTeam>, @CurrentPrincipal() caller: Principal) {
    return inEnvelope(await this.teams.update(caller, params.id, body));
  }

  @Route(putTeam)
  async put(@Input() { params, body }: InputOf<typeof putTeam>, @CurrentPrincipal() caller: Principal) {
    return inEnvelope(await this.teams.update(caller, params.id, body));
  }

  @Route(deleteTeam)
  async remove(@Input() { params }: InputOf<typeof deleteTeam>, @CurrentUser() caller: UserPrincipal) {
    await this.deletions.remove(caller, params.id);
  }
}
