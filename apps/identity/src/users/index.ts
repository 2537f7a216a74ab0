export { ProfileService } from './profile.service';
export { TeamsRepository } from './teams.repository';
export type { TeamOfUser } from './team-of-user';
export type { User } from './user.entity';
export { noSuchUser } from './users.errors';
export { UsersRepository } from './users.repository';
