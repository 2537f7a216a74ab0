import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { classifyAddress } from './address/classify-address';
import { systemDial } from './connect/guarded-connector';
import type { Dial } from './connect/guarded-connector';
import { Egress } from './egress';
import { EgressError } from './egress.errors';
import { configured, publicProfile, scan } from './profiles';
import type { EgressProfile } from './profiles';
import { startLoopbackCanary } from '../test/loopback-canary';
import type { LoopbackCanary } from '../test/loopback-canary';

/** Every way known to write an address of this host; `names` below are those that a resolver turns into one. */
const spellings = [
  ...['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '127.1.2.3', '127.255.255.254', '127.1', '127.0.1'],
  ...['2130706433', '0x7f000001', '0x7f.0.0.1', '0x7F.1', '017700000001', '0177.0.0.1', '0177.0.0.01', '127.0.0.01'],
  ...['00000177.0.0.1', '0x7f.0x0.0x0.0x1', '127.0.0.1.', '127.1.', '0', '0.0.0.0', '0x0', '00', '0.0'],
  ...['①②⑦.⓪.⓪.①', '１２７.０.０.１', '127。0。0。1', '127．0．0．1', '127｡0｡0｡1', '%31%32%37.0.0.1', '0x7f%2e1'],
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
    'local\u00adhost',
    'loc%61lhost',
    'ｌocalhost',
  ],
  ...['[::1]', '[0:0:0:0:0:0:0:1]', '[0000::0001]', '[::]', '[0::0]', '[::127.0.0.1]', '[::7f00:1]'],
  ...[
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::FFFF:127.0.0.2]',
    '[0:0:0:0:0:ffff:7f00:0001]',
    '[::ffff:0:127.0.0.1]',
  ],
  ...['[64:ff9b::127.0.0.1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]', '[fe80::1]'],
];

const names: Readonly<Record<string, readonly string[]>> = {
  'local.example': ['127.0.0.1'],
  '127.0.0.1.nip.example': ['127.0.0.1'],
  'six.example': ['::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'zone.example': ['fe80::1%lo'],
  'cname.example': ['127.0.0.2'], // what a resolver says after it followed the alias
  'last.example': ['93.184.216.34', '93.184.216.35', '93.184.216.36', '93.184.216.37', '127.0.0.1'],
  'first.example': ['127.0.0.1', '93.184.216.34'],
  'any.example': ['0.0.0.0'],
};

/** URLs whose target looks like another one; `PORT` is the canary's. */
const disguises = [
  'http:127.0.0.1:PORT/',
  'http:/127.0.0.1:PORT/',
  'http:\\\\127.0.0.1:PORT\\',
  ' \thttp://127.0.0.1:PORT/',
  'ht\ntp://127.0.\t0.1:PORT/',
  'HTTP://127.0.0.1:PORT/',
  'http://public.example@127.0.0.1:PORT/',
  'http://public.example:80@127.0.0.1:PORT/',
  'http://public.example%40127.0.0.1:PORT/',
  'http://127.0.0.1:PORT#@public.example/',
  'http://127.0.0.1:PORT?@public.example/',
  'http://127.0.0.1:PORT\\@public.example/',
  'http://127.0.0.1:0PORT/',
  'http://[::1%25lo]:PORT/',
  'http://[fe80::1%25eth0]:PORT/',
  'http://[::1%lo]:PORT/',
  'ws://127.0.0.1:PORT/',
  'ftp://127.0.0.1:PORT/',
  'gopher://127.0.0.1:PORT/_',
  'unix:/tmp/socket',
  'data:text/plain,x',
];

describe('T05 G03 a canary on every address of this host', () => {
  let canary: LoopbackCanary;
  let egress: Egress;

  // The system's own dial, so that what the guard lets through really connects; anywhere but loopback it may not.
  const dial: Dial = (options, callback) => {
    if (classifyAddress(options.hostname) === 'loopback') systemDial([])(options, callback);
    else callback(new Error('a test tried to leave loopback'), null);
  };

  beforeAll(async () => {
    canary = await startLoopbackCanary();
  });
  afterAll(() => canary.close());

  beforeEach(() => {
    const resolve = (name: string) => {
      const addresses = names[name];
      return addresses === undefined ? Promise.reject(new Error(`ENOTFOUND ${name}`)) : Promise.resolve(addresses);
    };
    egress = new Egress({ isOffline: false, resolve, dial });
  });
  afterEach(() => egress.close());

  const tryToReach = (profile: EgressProfile, url: string) =>
    egress
      .request(profile, { method: 'GET', url, timeoutMs: 2_000, maxBytes: 1_000 })
      .catch((error: unknown) => (error instanceof EgressError ? error.code : error));

  const targets = () => [
    ...[...spellings, ...Object.keys(names)].map((host) => `http://${host}:${canary.port}/`),
    ...disguises.map((url) => url.replace('PORT', String(canary.port))),
  ];

  it('hears who comes, on every address', async () => {
    for (const address of canary.addresses) {
      const socket = connect({ host: address, port: canary.port }).resume();
      await once(socket, 'close');
    }
    expect(canary.connectionCount()).toBe(canary.addresses.length);
    const origin = `http://127.0.0.1:${canary.port}`;
    await expect(tryToReach(configured(origin), origin)).resolves.toMatchObject({ status: 200 });
    expect(canary.connectionCount()).toBe(canary.addresses.length + 1);
  });

  it.each<[string, (port: number) => EgressProfile]>([
    ['public', (port) => publicProfile({ allowPorts: [port] })],
    ['scan of everything', () => scan({ cidrs: ['0.0.0.0/0', '::/0', '127.0.0.0/8', '::1'] })],
    ['configured for another origin', () => configured('http://public.example')],
  ])('hears nobody under the profile %s', async (_name, profileFor) => {
    const before = canary.connectionCount();
    const profile = profileFor(canary.port);
    const codes = new Map<string, unknown>();
    for (const url of targets()) codes.set(url, await tryToReach(profile, url));
    expect([...codes].filter(([, code]) => code !== 'blocked')).toEqual([]);
    expect(canary.connectionCount()).toBe(before);
  });

  it('hears nobody who is redirected to it', async () => {
    const before = canary.connectionCount();
    let location = '';
    const redirecting = createServer((_request, response) => {
      response.writeHead(302, { location }).end();
    }).listen(0, '127.0.0.1');
    await once(redirecting, 'listening');
    const { port } = redirecting.address() as AddressInfo; // it listens on TCP
    // The one public host leads to the redirecting server; every other target goes the real way.
    const viaPublic = new Egress({
      isOffline: false,
      resolve: (name) => Promise.resolve(name === 'public.example' ? ['93.184.216.34'] : (names[name] ?? [])),
      dial: (options, callback) => {
        const isPublic = options.hostname === '93.184.216.34';
        dial(isPublic ? { ...options, hostname: '127.0.0.1', port: String(port) } : options, callback);
      },
    });
    const profile = publicProfile({ allowPorts: [canary.port] });
    const codes = new Map<string, unknown>();
    // A header carries no tabs, line feeds or letters beyond Latin-1.
    for (location of targets().filter((url) => /^[\x21-\x7e]+$/.test(url))) {
      const ask = { method: 'GET', url: 'http://public.example/', timeoutMs: 2_000, maxBytes: 1_000 } as const;
      const end = await viaPublic.request(profile, ask).catch((error: unknown) => (error as EgressError).code);
      codes.set(location, end);
    }
    expect(codes.size).toBeGreaterThan(60);
    const refused = new Set(['blocked', 'redirect']);
    expect([...codes].filter(([, code]) => !refused.has(String(code)))).toEqual([]);
    expect(canary.connectionCount()).toBe(before);
    await viaPublic.close();
    redirecting.close();
  });

  it("goes past the proxies of the process's environment", async () => {
    const proxy = `http://127.0.0.2:${canary.port}`;
    const variables = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
    const all = [...variables.map((name) => [name, proxy]), ['NODE_USE_ENV_PROXY', '1']];
    const target = createServer((_request, response) => response.end('direct')).listen(0, '127.0.0.1');
    await once(target, 'listening');
    const origin = `http://127.0.0.1:${(target.address() as AddressInfo).port}`; // it listens on TCP
    const before = canary.connectionCount();
    // Jest's process.env is a copy that Node itself does not read; a thread that shares the real one can set it.
    await inRealEnvironment(`Object.assign(process.env, ${JSON.stringify(Object.fromEntries(all))})`);
    try {
      const direct = new Egress({ isOffline: true });
      const ask = { method: 'GET', url: origin, timeoutMs: 2_000, maxBytes: 100, expect: 'text' } as const;
      expect((await direct.request(configured(origin), ask)).body).toBe('direct');
      await direct.close();
    } finally {
      await inRealEnvironment(
        `for (const name of ${JSON.stringify(all.map(([name]) => name))}) delete process.env[name]`,
      );
    }
    expect(canary.connectionCount()).toBe(before);
    target.close();
  });
});

async function inRealEnvironment(code: string): Promise<void> {
  await once(new Worker(code, { eval: true, env: SHARE_ENV }), 'exit');
}
