import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { request, sharedStack } from '@sentrybox/testing';
import { adminSession } from './people';

const root = resolve(__dirname, '../../..');
const { home, urls } = sharedStack();

/** `npm run feeds -- <command>`, as an operator types it beside the installation that runs. */
function feeds(token: string | undefined, ...args: string[]): Promise<{ code: number; text: string }> {
  return new Promise((settle) => {
    const env = { ...process.env, SENTRYBOX_HOME: home, SENTRYBOX_TOKEN: token };
    execFile(process.execPath, ['dist/scripts/feeds.js', ...args], { cwd: root, env }, (error, stdout, stderr) => {
      settle({ code: typeof error?.code === 'number' ? error.code : 0, text: stdout + stderr });
    });
  });
}

jest.setTimeout(120_000);

it('lists the catalogue with every feed off, and enables and disables one for a platform admin alone', async () => {
  const stateOf = async (id: string) => {
    const { code, text } = await feeds(undefined, 'list');
    expect(code).toBe(0);
    return text
      .split('\n')
      .find((line) => line.includes(` ${id} `))
      ?.slice(0, 3)
      .trim();
  };
  expect(await stateOf('cisa-kev')).toBe('off');

  const refused = await feeds(undefined, 'enable', 'cisa-kev');
  expect([refused.code !== 0, refused.text]).toEqual([true, expect.stringContaining('SENTRYBOX_TOKEN')]);
  const token = await adminSession();
  const unknown = await feeds(token, 'enable', 'no-such-feed');
  expect([unknown.code !== 0, unknown.text]).toEqual([true, expect.stringContaining('404')]);
  expect((await feeds(token, 'enable')).code).not.toBe(0);

  expect(await feeds(token, 'enable', 'cisa-kev')).toMatchObject({
    code: 0,
    text: expect.stringContaining('cisa-kev') as string,
  });
  expect(await stateOf('cisa-kev')).toBe('on');
  const { body } = await request(`${urls.data}/api/v1/sources?limit=500`);
  const { results } = body as { results: { name: string; enabled: boolean }[] };
  expect(results).toContainEqual(expect.objectContaining({ name: 'CISA KEV', enabled: true }));
  expect(await feeds(token, 'disable', 'cisa-kev')).toMatchObject({ code: 0 });
  expect(await stateOf('cisa-kev')).toBe('off');
});
