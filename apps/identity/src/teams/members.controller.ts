import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal, ResponseOf } from '@sentrybox/contracts';
import { addMember, listMembers, putMember, removeMember, updateMember } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { listAnswer, pageOf } from '../paging';
import type { Member } from '../users';
import { MembersService } from './members.service';

@Controller()
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Route(listMembers)
  async list(@Input() { params, query }: InputOf<typeof listMembers>, @CurrentPrincipal() caller: Principal) {
    return listAnswer(await this.members.list(caller, params.id, pageOf(query)), query, memberView);
  }

  @Route(addMember)
  async add(@Input() { params, body }: InputOf<typeof addMember>, @CurrentPrincipal() caller: Principal) {
    const { user_id: userId, role, permissions } = body;
    return inEnvelope(memberView(await this.members.add(caller, params.id, userId, { role, permissions })));
  }

  @Route(updateMember)
  async update(@Input() { params, body }: InputOf<typeof updateMember>, @CurrentPrincipal() caller: Principal) {
    return inEnvelope(memberView(await this.members.update(caller, params.id, params.userId, body)));
  }

  @Route(putMember)
  async put(@Input() { params, body }: InputOf<typeof putMember>, @CurrentPrincipal() caller: Principal) {
    return inEnvelope(memberView(await this.members.update(caller, params.id, params.userId, body)));
  }

  @Route(removeMember)
  async remove(@Input() { params }: InputOf<typeof removeMember>, @CurrentPrincipal() caller: Principal) {
    await this.members.remove(caller, params.id, params.userId);
  }
}

function memberView(member: Member): ResponseOf<typeof listMembers, 200>['data'][number] {
  return {
    user_id: member.id,
    email: member.email,
    full_name: member.fullName,
    status: member.status,
    role: member.role,
    permissions: [...member.permissions],
    joined_at: member.joinedAt.toISOString(),
  };
}
