export { ProfileService } from './profile.service';
export { TeamsRepository } from './teams.repository';
export type { TeamOfUser, User } from './user';
export { noSuchUser } from './users.errors';
export { UsersRepository } from './users.repository';
