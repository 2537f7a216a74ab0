import type { INestApplicationContext } from '@nestjs/common';
import { startAdmin } from '../../test/admin-context';
import { IdentityApp } from '../../test/identity-app';
import { aPerson, aSignedInPerson, logIn } from '../../test/people';
import { PasswordResetService } from '../password-reset';
import { MakeOwnerService } from './make-owner.service';

describe('commands about users', () => {
  let identity: IdentityApp;
  let context: INestApplicationContext;

  beforeAll(async () => {
    identity = await IdentityApp.start();
    context = await startAdmin(identity.installation);
  });
  afterAll(async () => {
    await context.close();
    await identity.stop();
  });

  it('make a token by which a password is set over HTTP', async () => {
    const person = await aPerson(identity);
    const reset = await context.get(PasswordResetService).createFor(person.email.toUpperCase());
    expect(reset).toMatchObject({ userId: person.id, email: person.email });
    const body = { token: reset.token, new_password: 'correct horse battery' };
    expect((await identity.call('POST', '/api/v1/auth/password-reset', { body })).status).toBe(204);
    await expect(logIn(identity, { ...person, password: 'correct horse battery' })).resolves.toBeDefined();
    const [row] = await identity.database.query<{ actor_kind: string; text: string }>(
      `SELECT actor_kind, e::text AS text FROM audit.event e WHERE action = 'authn_password_reset_created'`,
    );
    expect(row?.actor_kind).toBe('service');
    expect(row?.text).not.toContain(reset.token);
  });

  it('refuse an address that nobody has', async () => {
    await expect(context.get(PasswordResetService).createFor('nobody@example.org')).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(context.get(MakeOwnerService).run('nobody@example.org', 'x')).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('make an owner of a team whose owner is away, whose tokens change', async () => {
    const owner = await aPerson(identity, { role: 'owner' });
    const heir = await aSignedInPerson(identity, { role: 'viewer' });
    const [team] = await identity.database.query<{ name: string }>('SELECT name FROM identity.team WHERE id = $1', [
      owner.teamId,
    ]);
    for (let turn = 0; turn < 2; turn += 1) await context.get(MakeOwnerService).run(heir.email, team?.name ?? '');
    expect((await identity.call('GET', '/api/v1/users/me', { token: heir.token })).status).toBe(401);
    const { token } = await logIn(identity, heir);
    const me = await identity.call('GET', '/api/v1/users/me', { token });
    expect(me.body?.data.teams).toContainEqual({ id: owner.teamId, name: team?.name, role: 'owner' });
    await expect(context.get(MakeOwnerService).run(heir.email, 'no such team')).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
