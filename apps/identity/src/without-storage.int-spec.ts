import { messagingTransports } from '@sentrybox/messaging';
import { startApp, testInstallation } from '@sentrybox/testing';
import { IdentityModule } from './app.module';
import { identityVariables } from './config';
import type { IdentityConfig } from './config';

it('starts without DATABASE_URL, lives, and answers 503 to whatever needs storage', async () => {
  const installation = await testInstallation([]);
  const environment = { ...installation.environmentOf('identity'), DATABASE_URL: '', DATABASE_WORK_URL: '' };
  const app = await startApp(
    {
      app: 'identity',
      variables: identityVariables,
      module: (config: IdentityConfig) => IdentityModule.forConfig(config),
      transports: messagingTransports,
    },
    environment,
  );
  try {
    expect((await app.request('GET', '/health/live')).status).toBe(200);
    expect((await app.request('GET', '/health/ready')).status).toBe(503);
    const body = { email: 'a@example.com', password: 'x' };
    const answers = [
      await app.request('POST', '/api/v1/auth/login', { body }),
      await app.request('POST', '/api/v1/auth/refresh', { body: { refresh_token: 'x' } }),
      await app.request('GET', '/.well-known/jwks.json'),
      await app.request('GET', '/api/v1/users/me', { key: `sb_${'0'.repeat(32)}` }),
    ];
    for (const { status, headers } of answers) {
      expect({ status, code: headers.get('x-error-code') }).toEqual({ status: 503, code: 'unavailable' });
    }
    expect((await app.request('GET', '/api/v1/users/me')).status).toBe(401);
  } finally {
    await app.close();
    await installation.drop();
  }
});
