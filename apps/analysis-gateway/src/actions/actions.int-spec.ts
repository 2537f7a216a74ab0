import { uuidv7 } from '@sentrybox/database';
import type { Gateway } from '../../test/gateway-installation';
import { GatewayInstallation } from '../../test/gateway-installation';

jest.setTimeout(60_000);

let installation: GatewayInstallation;
let gateway: Gateway;
let key: string;

beforeAll(async () => {
  installation = await GatewayInstallation.start();
  gateway = await installation.gateway();
  key = installation.surroundings.key(uuidv7());
});

afterAll(() => installation.stop());

describe('the text actions', () => {
  it.each([
    ['defang', 'http://evil.com/path', { result: 'hxxp[://]evil[.]com/path' }],
    ['refang', 'hxxp[://]evil[.]com', { result: 'http://evil.com' }],
    ['extract', 'contacted 1.2.3.4 and evil.com', { indicators: { ip: ['1.2.3.4'], domain: ['evil.com'] } }],
    ['extract', 'on 10.0.0.1', { indicators: {} }],
    ['defang', '', { result: '' }],
    ['refang', 'NUL \u0000 stays', { result: 'NUL \u0000 stays' }],
  ])('%s %j', async (action, text, expected) => {
    const { status, body } = await gateway.call('POST', `/api/actions/${action}`, { key, body: { text } });

    expect([status, body]).toEqual([200, expected]);
  });

  it.each(['defang', 'refang', 'extract'])('%s refuses what it cannot take, and whom', async (action) => {
    const send = (body: unknown, as = key) => gateway.call('POST', `/api/actions/${action}`, { key: as, body });
    const reader = installation.surroundings.key(uuidv7(), 'viewer');

    expect(await send({ text: 'x' }, reader)).toMatchObject({ status: 403, body: { error: 'forbidden' } });
    expect(await send({})).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    expect(await send({ text: 1 })).toMatchObject({ status: 400 });
    expect(await send({ text: 'x', type: 'ip' })).toMatchObject({ status: 400 });
    const tooLarge = { error: 'payload_too_large', detail: expect.any(String) as string };
    expect(await send({ text: 'ä'.repeat(524_289) })).toMatchObject({ status: 413, body: tooLarge });
    expect(await send({ text: 'x'.repeat(6 * 1_048_576) })).toMatchObject({ status: 413, body: tooLarge });
  });

  describe('extract', () => {
    const extract = (text: string, options: object) =>
      gateway.call('POST', '/api/actions/extract', { key, body: { text, ...options } });

    const TEXT = 'from 10.0.0.1 to hxxp://evil[.]com:8080/a, CVE-2021-44228 and 2001:db8::1';

    it('reports private addresses when asked to', async () => {
      const { body } = await extract(TEXT, { include_private: true });

      expect(body).toEqual({
        indicators: { ip: ['10.0.0.1', '2001:db8::1'], url: ['http://evil.com:8080/a'] },
      });
    });

    it.each([
      [['ip'], { ip: ['2001:db8::1'] }],
      [['ipv4', 'url'], { url: ['http://evil.com:8080/a'] }],
      [['cve'], {}],
    ])('reports the types %j alone', async (types, indicators) => {
      const { status, body } = await extract(TEXT, { types });

      expect([status, body]).toEqual([200, { indicators }]);
    });

    it('reports every hit with its place, its confidence and its flags when details are asked for', async () => {
      const { body } = await extract(TEXT, { detailed: true, types: ['url', 'cve'] });
      const hit = { confidence: expect.any(Number) as number, flags: [], derived_from: null };

      expect(body).toEqual({
        indicators: { url: ['http://evil.com:8080/a'] },
        hits: [
          {
            ...hit,
            type: 'url',
            value: 'http://evil.com:8080/a',
            raw: 'hxxp://evil[.]com:8080/a',
            start: 17,
            end: 41,
            defanged: true,
          },
          { ...hit, type: 'cve', value: 'CVE-2021-44228', raw: 'CVE-2021-44228', start: 43, end: 57, defanged: false },
        ],
      });
    });

    it('says which hit another one was taken out of', async () => {
      const { body } = await extract('8.8.8.8:53', { detailed: true, types: ['ip'] });

      expect(body).toMatchObject({
        hits: [{ type: 'ipv4', derived_from: { type: 'ipv4_port', value: '8.8.8.8:53' } }],
      });
    });

    it.each([
      ['a type that there is none of', { types: ['ip', 'mutex'] }],
      ['no type', { types: [] }],
      ['types that are no list', { types: 'ip' }],
      ['a switch that is no boolean', { include_private: 'yes' }],
      ['details that are no boolean', { detailed: 1 }],
    ])('refuses %s', async (_what, options) => {
      const answer = await extract(TEXT, options);

      expect(answer).toMatchObject({
        status: 400,
        body: { error: 'invalid_request', detail: expect.any(String) as string },
      });
    });
  });
});
