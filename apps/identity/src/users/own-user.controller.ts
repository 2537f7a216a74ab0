import { Controller } from '@nestjs/common';
import { CurrentUser } from '@sentrybox/auth';
import type { InputOf, UserPrincipal } from '@sentrybox/contracts';
import { getOwnProfile, listOwnTeams, listPermissions, putOwnProfile, updateOwnProfile } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { permissionsByVerb, permissionTable } from './permission-table';
import { ProfileService } from './profile.service';

/** The user behind the token. */
@Controller()
export class OwnUserController {
  constructor(private readonly profiles: ProfileService) {}

  @Route(getOwnProfile)
  async get(@CurrentUser() user: UserPrincipal) {
    return inEnvelope(await this.profiles.own(user));
  }

  @Route(updateOwnProfile)
  async update(@Input() { body }: InputOf<typeof updateOwnProfile>, @CurrentUser() user: UserPrincipal) {
    return inEnvelope(await this.profiles.update(user, body));
  }

  @Route(putOwnProfile)
  async put(@Input() { body }: InputOf<typeof putOwnProfile>, @CurrentUser() user: UserPrincipal) {
    return inEnvelope(await this.profiles.update(user, body));
  }

  @Route(listOwnTeams)
  async listTeams(@CurrentUser() user: UserPrincipal) {
    return inEnvelope(await this.profiles.teams(user));
  }

  @Route(listPermissions)
  listPermissions() {
    return { ...inEnvelope(permissionsByVerb), permissions: permissionTable };
  }
}
