export { AcceptInvitationService } from './accept-invitation.service';
export { alreadyAMember } from './invitations.errors';
export { InvitationsRepository } from './invitations.repository';
export { InvitationsService } from './invitations.service';
