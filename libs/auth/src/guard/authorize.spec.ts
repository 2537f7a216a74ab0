import { defineEndpoint, permissions, permissionsOfTeamRole, teamRoles } from '@sentrybox/contracts';
import { aKeyPrincipal, aUserPrincipal } from '@sentrybox/testing';
import { authorize, authorizeRoute, beyondOwn } from './authorize';

const forbidden = expect.objectContaining({ kind: 'forbidden' }) as Error;
const notFound = expect.objectContaining({ kind: 'not_found' }) as Error;

describe('authorize', () => {
  it.each(teamRoles)('lets a %s do exactly what the role grants', (teamRole) => {
    const principal = aUserPrincipal({ teamRole });
    const allowed = permissions.filter((permission) => {
      try {
        authorize(principal, permission);
        return true;
      } catch {
        return false;
      }
    });
    expect([...allowed].sort()).toEqual([...permissionsOfTeamRole[teamRole]].sort());
  });

  it('A08 tells nobody that another team has the resource, whatever they may do in their own', () => {
    for (const principal of [
      aUserPrincipal({ teamRole: 'owner', platformRole: 'admin' }),
      aKeyPrincipal({ teamRole: 'admin' }),
    ]) {
      const foreign = { type: 'team', teamId: '019a1b2c-0000-7000-8000-0000000000ff' };
      for (const action of [...permissions, 'authenticated'] as const) {
        expect(() => {
          authorize(principal, action, foreign);
        }).toThrow(notFound);
      }
      expect(() => {
        authorize(principal, 'teams:read', { type: 'team', teamId: principal.teamId });
        authorize(principal, 'teams:read', { type: 'permission', teamId: null });
      }).not.toThrow();
    }
  });

  it('A09 does not read a permission to write out of one to read', () => {
    const principal = aKeyPrincipal({ permissions: ['members:read'] });
    expect(() => {
      authorize(principal, 'members:write', { type: 'team', teamId: principal.teamId });
    }).toThrow(forbidden);
  });

  it('holds a user with a one-time password back from everything but what says otherwise', () => {
    const principal = aUserPrincipal({ mustChangePassword: true });
    const route = {
      app: 'identity',
      method: 'GET',
      path: '/x',
      id: 'x',
      summary: '',
      tag: '',
      access: 'profile:read',
      responses: {},
      examples: [],
    } as const;
    expect(() => {
      authorizeRoute(principal, defineEndpoint(route));
    }).toThrow(forbidden);
    expect(() => {
      authorizeRoute(principal, defineEndpoint({ ...route, allowedBeforePasswordChange: true }));
      authorizeRoute(principal, defineEndpoint({ ...route, access: 'public' }));
    }).not.toThrow();
  });

  it('I10 names what somebody would grant without holding it, once each', () => {
    const principal = aUserPrincipal({ permissions: ['members:read'] });
    expect(beyondOwn(principal, ['members:read'])).toEqual([]);
    expect(beyondOwn(principal, ['members:write', 'members:read', 'members:write'])).toEqual(['members:write']);
  });
});
