import { request, sharedStack } from '@sentrybox/testing';
import { adminSession, changedPassword } from './people';

const { urls, admin, apiKey } = sharedStack();
const identity = `${urls.identity}/api/v1`;
const anyText = expect.any(String) as string;
const token = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string;

jest.setTimeout(60_000);

const login = (password: string) => request(`${identity}/auth/login`, { body: { email: admin.email, password } });

interface Login {
  readonly data: { readonly token: string; readonly refresh_token: string };
}

describe('identity, as its interface words it', () => {
  beforeAll(async () => {
    await adminSession();
  });

  it('logs in with e-mail and password', async () => {
    const answer = await login(changedPassword);

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      data: {
        token,
        user_id: anyText,
        expires_in: 3600,
        refresh_token: anyText,
        token_type: 'Bearer',
        team_id: anyText,
        must_change_password: false,
      },
      status: 'success',
    });
  });

  it('answers a wrong password and an unknown address with the same 401', async () => {
    const wrong = await login('not-the-password');
    const unknown = await request(`${identity}/auth/login`, {
      body: { email: 'no@body.example', password: 'whatever-it-is' },
    });

    const expected = { error: 'Unauthorized', message: anyText, status: 'error', request_id: anyText };
    expect([wrong.status, wrong.body]).toEqual([401, expected]);
    expect([unknown.status, unknown.body]).toEqual([401, expected]);
    expect((wrong.body as { message: string }).message).toBe((unknown.body as { message: string }).message);
  });

  it('names the fields at fault', async () => {
    const answer = await request(`${identity}/auth/login`, { body: { email: 'not an address', extra: 1 } });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: 'Bad Request', status: 'error' });
    const { details } = answer.body as { details: { field: string }[] };
    expect(details.map(({ field }) => field).sort()).toEqual(['email', 'extra', 'password']);
  });

  it('refreshes by the refresh token, once', async () => {
    const { data } = (await login(changedPassword)).body as Login;
    const refresh = (refreshToken: string) =>
      request(`${identity}/auth/refresh`, { body: { refresh_token: refreshToken } });

    const first = await refresh(data.refresh_token);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ data: { token, expires_in: 3600 }, status: 'success' });
    expect((first.body as Login).data.refresh_token).not.toBe(data.refresh_token);
  });

  it('logs out with 204, and the token is refused from then on', async () => {
    const { data } = (await login(changedPassword)).body as Login;

    const logout = await request(`${identity}/auth/logout`, { method: 'POST', credential: data.token });
    const after = await request(`${identity}/users/me`, { credential: data.token });

    expect([logout.status, logout.body]).toEqual([204, '']);
    expect([after.status, after.body]).toEqual([
      401,
      { error: 'Unauthorized', message: anyText, status: 'error', request_id: anyText },
    ]);
  });

  it('accepts an access token on the other services', async () => {
    const { data } = (await login(changedPassword)).body as Login;

    expect((await request(`${urls['analysis-gateway']}/api/v1/plugins`, { credential: data.token })).status).toBe(200);
    expect((await request(`${urls.data}/api/v1/sources`, { credential: data.token })).status).toBe(200);
  });

  it('answers as RFC 9457 where that is asked for', async () => {
    const answer = await request(`${identity}/users/me`, { headers: { accept: 'application/problem+json' } });

    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status: 401, title: 'Unauthorized' });
  });
});

describe('data and agents, as their interfaces word it', () => {
  it('searches indicators without a credential', async () => {
    const answer = await request(`${urls.data}/api/v1/indicators/search?q=203.0.113.7&type=ipv4`);

    expect([answer.status, answer.body]).toEqual([
      200,
      { count: 0, next: null, previous: null, results: [], pagination: { limit: 20, offset: 0, total: 0 } },
    ]);
  });

  it('refuses a bad credential where none is needed, and an unknown parameter', async () => {
    const search = `${urls.data}/api/v1/indicators/search`;

    expect((await request(`${search}?q=1.2.3.4`, { headers: { 'x-api-key': 'sb_bad' } })).status).toBe(401);
    expect((await request(`${search}?query=1.2.3.4`)).status).toBe(400);
    expect((await request(`${search}/?q=1.2.3.4`, { credential: apiKey })).status).toBe(200);
  });

  it('reports the health of agents in the shape of the interface', async () => {
    const answer = await request(`${urls.agents}/health`);

    expect(answer.body).toEqual({
      status: 'healthy',
      timestamp: anyText,
      version: anyText,
      services: { redis: anyText, celery: anyText, queue: anyText, openai: anyText },
    });
  });
});
