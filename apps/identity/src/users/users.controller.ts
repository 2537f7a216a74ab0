import { Controller } from '@nestjs/common';
import { CurrentUser } from '@sentrybox/auth';
import type { Permission, UserPrincipal } from '@sentrybox/contracts';
import { getOwnProfile, listOwnTeams, listPermissions, permissions } from '@sentrybox/contracts';
import { Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { ProfileService } from './profile.service';

@Controller()
export class UsersController {
  constructor(private readonly profiles: ProfileService) {}

  @Route(getOwnProfile)
  async getOwnProfile(@CurrentUser() user: UserPrincipal) {
    return inEnvelope(await this.profiles.own(user));
  }

  @Route(listOwnTeams)
  async listOwnTeams(@CurrentUser() user: UserPrincipal) {
    return inEnvelope(await this.profiles.teams(user));
  }

  @Route(listPermissions)
  listPermissions() {
    return inEnvelope(permissionsByVerb);
  }
}

const permissionsByVerb: Readonly<Record<string, readonly Permission[]>> = Object.fromEntries(
  [...new Set(permissions.map(verbOf))].map((verb) => [verb, permissions.filter((one) => verbOf(one) === verb)]),
);

function verbOf(permission: Permission): string {
  return permission.slice(permission.indexOf(':') + 1);
}
