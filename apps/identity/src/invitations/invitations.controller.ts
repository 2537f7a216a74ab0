import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal, ResponseOf } from '@sentrybox/contracts';
import { acceptInvitation, createInvitation, listInvitations, revokeInvitation } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { listAnswer, pageOf } from '../paging';
import { AcceptInvitationService } from './accept-invitation.service';
import type { OpenInvitation } from './invitations.service';
import { InvitationsService } from './invitations.service';

@Controller()
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly acceptances: AcceptInvitationService,
  ) {}

  @Route(createInvitation)
  async create(@Input() { params, body }: InputOf<typeof createInvitation>, @CurrentPrincipal() caller: Principal) {
    const { token, invitation } = await this.invitations.create(caller, params.id, body);
    return inEnvelope({ token, ...invitationView(invitation) });
  }

  @Route(listInvitations)
  async list(@Input() { params, query }: InputOf<typeof listInvitations>, @CurrentPrincipal() caller: Principal) {
    return listAnswer(await this.invitations.list(caller, params.id, pageOf(query)), query, invitationView);
  }

  @Route(revokeInvitation)
  async revoke(@Input() { params }: InputOf<typeof revokeInvitation>, @CurrentPrincipal() caller: Principal) {
    await this.invitations.revoke(caller, params.id, params.invitationId);
  }

  @Route(acceptInvitation)
  async accept(@Input() { body }: InputOf<typeof acceptInvitation>) {
    const { token, password, full_name: fullName } = body;
    const { userId, teamId, email } = await this.acceptances.accept({ token, password, fullName });
    return inEnvelope({ user_id: userId, team_id: teamId, email });
  }
}

function invitationView(invitation: OpenInvitation): ResponseOf<typeof listInvitations, 200>['data'][number] {
  return {
    id: invitation.id,
    email: invitation.email,
    role: invitation.role,
    platform_role: invitation.platformRole,
    invited_by: invitation.invitedBy,
    created_at: invitation.createdAt.toISOString(),
    expires_at: invitation.expiresAt.toISOString(),
  };
}
