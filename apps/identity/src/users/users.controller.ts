import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { createUser, deleteUser, getUser, listUsers, putUser, updateUser } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { listAnswer } from '../paging';
import { CreateUserService } from './create-user.service';
import { DeleteUserService } from './delete-user.service';
import { UpdateUserService } from './update-user.service';
import { listedUserView } from './user.view';
import { UsersService } from './users.service';

/** Every user of the installation. */
@Controller()
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly creations: CreateUserService,
    private readonly updates: UpdateUserService,
    private readonly deletions: DeleteUserService,
  ) {}

  @Route(listUsers)
  async list(@Input() { query }: InputOf<typeof listUsers>) {
    const { nextCursor = null, ...page } = await this.users.list(query);
    return listAnswer(page, query, listedUserView, nextCursor);
  }

  @Route(createUser)
  async create(@Input() { body }: InputOf<typeof createUser>, @CurrentPrincipal() caller: Principal) {
    const { id, oneTimePassword } = await this.creations.create(caller, body);
    return inEnvelope({ ...(await this.users.get(caller, id)), one_time_password: oneTimePassword });
  }

  @Route(getUser)
  async get(@Input() { params }: InputOf<typeof getUser>, @CurrentPrincipal() caller: Principal) {
    return inEnvelope(await this.users.get(caller, params.id));
  }

  @Route(updateUser)
  async update(@Input() { params, body }: InputOf<typeof updateUser>, @CurrentPrincipal() caller: Principal) {
    await this.updates.update(caller, params.id, body);
    return inEnvelope(await this.users.get(caller, params.id));
  }

  @Route(putUser)
  async put(@Input() { params, body }: InputOf<typeof putUser>, @CurrentPrincipal() caller: Principal) {
    await this.updates.update(caller, params.id, body);
    return inEnvelope(await this.users.get(caller, params.id));
  }

  @Route(deleteUser)
  async remove(@Input() { params }: InputOf<typeof deleteUser>, @CurrentPrincipal() caller: Principal) {
    await this.deletions.remove(caller, params.id);
  }
}
