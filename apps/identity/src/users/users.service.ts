import { Injectable } from '@nestjs/common';
import type { InputOf, listUsers, Principal } from '@sentrybox/contracts';
import { userSortFields } from '@sentrybox/contracts';
import { countLimit, decodeCursor, encodeCursor } from '@sentrybox/database';
import { z } from 'zod';
import type { UserView } from './user.view';
import { userView } from './user.view';
import { noSuchUser } from './users.errors';
import type { ListedUser, UsersQuestion } from './users-list.repository';
import { UsersListRepository } from './users-list.repository';
import { UsersRepository } from './users.repository';

type Query = InputOf<typeof listUsers>['query'];

export interface UsersPage {
  readonly items: readonly ListedUser[];
  readonly total: number;
  readonly nextCursor: string | undefined;
}

const number = z.string().regex(/^\d{1,17}$/);
const text = z.string().max(400);
const positions = {
  created_at: z.tuple([z.literal('created_at'), number, z.uuid()]),
  email: z.tuple([z.literal('email'), text, z.uuid()]),
  full_name: z.tuple([z.literal('full_name'), text, z.uuid()]),
  last_login: z.tuple([z.literal('last_login'), number, z.uuid()]),
} as const;

@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly lists: UsersListRepository,
  ) {}

  async get(caller: Principal, id: string): Promise<UserView> {
    const user = await this.users.findById(id);
    if (user === undefined) throw noSuchUser();
    return userView(user, await this.users.teamsOf(id), caller.teamId);
  }

  /** @throws invalid_request for a cursor of another list or order. */
  async list(query: Query): Promise<UsersPage> {
    const question = questionOf(query);
    const found = await this.lists.list({ ...question, limit: query.limit + 1 });
    const items = found.slice(0, query.limit);
    const last = items.at(-1);
    const hasMore = found.length > query.limit && last !== undefined;
    return {
      items,
      total: Math.min(await this.lists.count(question), countLimit),
      nextCursor: hasMore ? encodeCursor([question.sort, last.sortValue, last.id]) : undefined,
    };
  }
}

function questionOf({ status, role, q, sort, limit, offset, cursor }: Query): UsersQuestion {
  const [name = '', direction = 'asc'] = sort.split(':');
  const field = z.enum(userSortFields).parse(name); // the contract's schema let nothing else through
  const position = cursor === undefined ? undefined : decodeCursor(positions[field], cursor);
  return {
    status,
    role,
    text: q,
    sort: field,
    direction: direction === 'desc' ? 'desc' : 'asc',
    limit,
    offset,
    behind: position === undefined ? undefined : [position[1], position[2]],
  };
}
