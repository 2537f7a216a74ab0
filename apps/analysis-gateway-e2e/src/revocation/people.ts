import { randomUUID } from 'node:crypto';
import { request } from '@sentrybox/testing';
import type { HttpAnswer, Stack } from '@sentrybox/testing';

export const adminPassword = 'a-new-and-longer-passphrase-7';

interface Somebody {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly token: string;
}

/** Identity's people, as the first administrator manages them. */
export class People {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  static async of({ urls, admin }: Stack): Promise<People> {
    const url = urls.identity;
    await changePassword(url, await logIn(url, admin), admin.password, adminPassword);
    return new People(url, await logIn(url, { email: admin.email, password: adminPassword }));
  }

  /** A member of the administrator's team who is signed in. */
  async somebody(): Promise<Somebody> {
    const email = `${randomUUID()}@example.org`;
    const [first, password] = [`first ${randomUUID()}`, `second ${randomUUID()}`];
    const body = { email, full_name: 'Somebody', role: 'viewer', password: first };
    const id = textIn(await this.manage('POST', '/users', body), 'id');
    await changePassword(this.url, await logIn(this.url, { email, password: first }), first, password);
    return { id, email, password, token: await logIn(this.url, { email, password }) };
  }

  /** A new service account's key, and the path that revokes it. */
  async key(scopes: readonly string[]): Promise<{ readonly key: string; readonly path: string }> {
    const name = `e2e-${randomUUID()}`;
    const account = await this.manage('POST', '/service-accounts', { name, role: 'admin' });
    const keys = `/service-accounts/${textIn(account, 'id')}/api-keys`;
    const made = await this.manage('POST', keys, { name, scopes });
    return { key: textIn(made, 'key'), path: `${keys}/${textIn(made, 'id')}` };
  }

  async manage(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<HttpAnswer> {
    return await request(`${this.url}/api/v1${path}`, { method, body, credential: this.token });
  }

  async logOut({ token }: Somebody): Promise<HttpAnswer> {
    return await request(`${this.url}/api/v1/auth/logout`, { method: 'POST', credential: token });
  }

  async changePassword({ token, password }: Somebody): Promise<void> {
    await changePassword(this.url, token, password, `third ${randomUUID()}`);
  }
}

export async function logIn(url: string, body: { readonly email: string; readonly password: string }): Promise<string> {
  return textIn(await request(`${url}/api/v1/auth/login`, { body }), 'token');
}

async function changePassword(url: string, credential: string, current: string, fresh: string): Promise<void> {
  const body = { current_password: current, new_password: fresh };
  textIn(await request(`${url}/api/v1/users/me/password`, { method: 'PUT', body, credential }), 'token');
}

function textIn({ status, body }: HttpAnswer, name: string): string {
  const text = (body as { data?: Record<string, unknown> } | undefined)?.data?.[name]; // the envelope of identity's contract
  if (status >= 300 || typeof text !== 'string')
    throw new Error(`Identity answered ${status}: ${JSON.stringify(body)}`);
  return text;
}
