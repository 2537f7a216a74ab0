import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@sentrybox/database';
import type { PlatformRole, TeamRole } from '@sentrybox/contracts';
import { PasswordHasher } from '../src/passwords';
import type { IdentityApp } from './identity-app';

const hasher = new PasswordHasher();

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly teamId: string;
}

/** Stores a team. */
export async function aTeam(
  { database }: IdentityApp,
  name = `team-${randomBytes(4).toString('hex')}`,
): Promise<string> {
  const id = uuidv7();
  await database.query('INSERT INTO identity.team (id, name, created_at) VALUES ($1, $2, now())', [id, name]);
  return id;
}

export interface PersonOptions {
  readonly teamId?: string;
  readonly role?: TeamRole;
  readonly platformRole?: PlatformRole;
  readonly status?: string;
  readonly mustChangePassword?: boolean;
}

/** Stores a user with a password, a member of one team. */
export async function aPerson(identity: IdentityApp, options: PersonOptions = {}): Promise<Person> {
  const { role = 'admin', platformRole = 'analyst', status = 'active', mustChangePassword = false } = options;
  const teamId = options.teamId ?? (await aTeam(identity));
  const person = {
    id: uuidv7(),
    email: `${randomBytes(6).toString('hex')}@example.com`,
    password: randomBytes(12).toString('base64url'),
    teamId,
  };
  await identity.database.query(
    `INSERT INTO identity.user (id, email, full_name, password_hash, platform_role, status, must_change_password,
       created_at, updated_at) VALUES ($1, $2, 'Test Person', $3, $4, $5, $6, now(), now())`,
    [person.id, person.email, await hasher.hash(person.password), platformRole, status, mustChangePassword],
  );
  await join(identity, person.id, teamId, role);
  return person;
}

export interface SignedInPerson extends Person {
  readonly token: string;
}

/** A person of these roles with an access token. */
export async function aSignedInPerson(identity: IdentityApp, options: PersonOptions = {}): Promise<SignedInPerson> {
  const person = await aPerson(identity, options);
  return { ...person, token: (await logIn(identity, person)).token };
}

export async function join({ database }: IdentityApp, userId: string, teamId: string, role: TeamRole): Promise<void> {
  await database.query(
    'INSERT INTO identity.membership (team_id, user_id, role, created_at) VALUES ($1, $2, $3, clock_timestamp())',
    [teamId, userId, role],
  );
}

export interface Tokens {
  readonly token: string;
  readonly refreshToken: string;
}

/** Logs a person in over HTTP. */
export async function logIn(identity: IdentityApp, { email, password }: Person): Promise<Tokens> {
  const { status, body } = await identity.call('POST', '/api/v1/auth/login', { body: { email, password } });
  if (status !== 200 || body === null) throw new Error(`The login of ${email} was answered ${status}.`);
  return { token: body.data.token ?? '', refreshToken: body.data.refresh_token ?? '' };
}

/** Creates a service account over HTTP and answers its id. */
export async function aServiceAccount(identity: IdentityApp, token: string, role = 'member'): Promise<string> {
  const body = { name: `account-${randomBytes(4).toString('hex')}`, role };
  const answer = await identity.call('POST', '/api/v1/service-accounts', { token, body });
  if (answer.status !== 201 || answer.body === null) throw new Error(`It was answered ${answer.status}.`);
  return answer.body.data.id ?? '';
}

export interface IssuedKey {
  readonly id: string;
  readonly key: string;
  readonly accountId: string;
}

/** Creates a key over HTTP. */
export async function aKey(
  identity: IdentityApp,
  token: string,
  wanted: { accountId?: string; scopes?: readonly string[]; expiresAt?: Date; allowedCidrs?: readonly string[] } = {},
): Promise<IssuedKey> {
  const accountId = wanted.accountId ?? (await aServiceAccount(identity, token));
  const body = {
    name: 'test',
    scopes: wanted.scopes ?? ['plugins:read'],
    allowed_cidrs: wanted.allowedCidrs,
    expires_at: wanted.expiresAt?.toISOString(),
  };
  const answer = await identity.call('POST', `/api/v1/service-accounts/${accountId}/api-keys`, { token, body });
  if (answer.status !== 201 || answer.body === null) throw new Error(`It was answered ${answer.status}.`);
  return { id: answer.body.data.id ?? '', key: answer.body.data.key ?? '', accountId };
}
