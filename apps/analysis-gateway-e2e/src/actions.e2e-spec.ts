import { request, sharedStack } from '@sentrybox/testing';

const { urls, apiKey } = sharedStack();
const action = (name: string, body: unknown) =>
  request(`${urls['analysis-gateway']}/api/actions/${name}`, { body, credential: apiKey });

describe('POST /api/actions/*', () => {
  it.each([
    ['defang', 'http://evil.com/path', { result: 'hxxp[://]evil[.]com/path' }],
    ['refang', 'hxxp[://]evil[.]com', { result: 'http://evil.com' }],
    ['extract', 'contacted 1.2.3.4 and evil.com', { indicators: { ip: ['1.2.3.4'], domain: ['evil.com'] } }],
    ['extract', 'from 10.0.0.1 and 192.168.1.1', { indicators: {} }],
    ['extract', '', { indicators: {} }],
  ])('%s of %j', async (name, text, expected) => {
    const answer = await action(name, { text });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(expected);
  });

  it('gives a text back as it was after defanging and refanging', async () => {
    const text = 'mail bob@evil.example, see https://evil.example/a.b?c=d and 8.8.8.8';
    const { result } = (await action('defang', { text })).body as { result: string };

    expect((await action('refang', { text: result })).body).toEqual({ result: text });
  });

  it('takes a text of 1 MiB', async () => {
    const answer = await action('extract', { text: `${'lorem ipsum '.repeat(87_000)} 1.2.3.4` });

    expect(answer.body).toEqual({ indicators: { ip: ['1.2.3.4'] } });
  });

  it.each(['defang', 'refang', 'extract'])('%s counts the bytes of a text, not its letters', async (name) => {
    expect((await action(name, { text: 'ä'.repeat(524_288) })).status).toBe(200);
    expect((await action(name, { text: 'ä'.repeat(524_289) })).status).toBe(413);
  });

  it.each([
    ['no text', {}, 400, 'invalid_request'],
    ['a text that is none', { text: 1 }, 400, 'invalid_request'],
    ['an unknown field', { text: 'a', more: 1 }, 400, 'invalid_request'],
    ['more than 1 MiB', { text: 'a'.repeat(1_048_577) }, 413, 'payload_too_large'],
    ['a body beyond every limit', { text: 'a'.repeat(6_400_000) }, 413, 'payload_too_large'],
  ])('refuses %s', async (_what, body, status, error) => {
    const answer = await action('extract', body);

    expect([answer.status, answer.body]).toEqual([status, { error, detail: expect.any(String) as string }]);
  });
});
