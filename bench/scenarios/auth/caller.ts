import { request } from '@sentrybox/testing';
import type { Installation } from '../../harness/installation';

const newPassword = 'bench passphrase of some length';

interface Caller {
  readonly email: string;
  readonly password: string;
  /** Of the last login; good for an hour. */
  readonly token: string;
}

/** The first administrator, with the one-time password changed. */
export async function signIn({ urls, admin }: Installation): Promise<Caller> {
  const { email } = admin;
  const first = await logIn(urls.identity, email, admin.password);
  const changed = await request(`${urls.identity}/api/v1/users/me/password`, {
    method: 'PUT',
    body: { current_password: admin.password, new_password: newPassword },
    credential: first,
  });
  if (changed.status >= 300) throw new Error(`The change of the password was answered ${changed.status}.`);
  return { email, password: newPassword, token: await logIn(urls.identity, email, newPassword) };
}

async function logIn(url: string, email: string, password: string): Promise<string> {
  const { status, body } = await request(`${url}/api/v1/auth/login`, { body: { email, password } });
  if (status !== 200) throw new Error(`The login was answered ${status}.`);
  return (body as { data: { token: string } }).data.token; // the wire contract of a login
}
