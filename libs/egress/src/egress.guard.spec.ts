import { DomainError } from '@sentrybox/errors';
import { json, redirect, startFixtureServer } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';
import { Egress } from './egress';
import type { EgressOptions } from './egress';
import { EgressError } from './egress.errors';
import type { BlockReason, EgressErrorCode } from './egress.errors';
import { configured, publicProfile, scan } from './profiles';
import type { EgressProfile } from './profiles';
import { loopbackDial } from '../test/loopback-dial';

const request = { method: 'GET', timeoutMs: 2_000, maxBytes: 10_000, expect: 'text' } as const;

/** What a hostile resolver says. */
const zone: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['93.184.216.34'],
  'other.example': ['93.184.216.35'],
  'private.example': ['10.0.0.5'],
  'mixed.example': ['93.184.216.34', '127.0.0.1'],
  'six.example': ['::ffff:127.0.0.1'],
  'compat.example': ['::127.0.0.1'],
  'metadata.example': ['169.254.169.254'],
  'empty.example': [],
  'odd.example': ['not an address'],
  'asset.example': ['192.168.1.100'],
};

const literals: readonly [string, BlockReason][] = [
  ['http://127.0.0.1/', 'loopback'],
  ['http://127.1/', 'loopback'],
  ['http://127.127.127.127/', 'loopback'],
  ['http://2130706433/', 'loopback'],
  ['http://0x7f000001/', 'loopback'],
  ['http://0x7f.0.0.1/', 'loopback'],
  ['http://0177.0.0.1/', 'loopback'],
  ['http://017700000001/', 'loopback'],
  ['http://127.0.0.1./', 'loopback'],
  ['http://①②⑦.⓪.⓪.①/', 'loopback'],
  ['http://127。0。0。1/', 'loopback'],
  ['http://%31%32%37.0.0.1/', 'loopback'],
  ['http://localhost/', 'loopback'],
  ['http://LOCALHOST./', 'loopback'],
  ['http://a.localhost/', 'loopback'],
  ['http://[::1]/', 'loopback'],
  ['http://[0:0:0:0:0:0:0:1]/', 'loopback'],
  ['http://0/', 'unspecified'],
  ['http://0.0.0.0/', 'unspecified'],
  ['http://[::]/', 'unspecified'],
  ['http://[::127.0.0.1]/', 'embedded_ipv4'],
  ['http://[::ffff:127.0.0.1]/', 'embedded_ipv4'],
  ['http://[::ffff:7f00:1]/', 'embedded_ipv4'],
  ['http://[::ffff:169.254.169.254]/', 'embedded_ipv4'],
  ['http://[::ffff:0:127.0.0.1]/', 'embedded_ipv4'],
  ['http://[64:ff9b::7f00:1]/', 'embedded_ipv4'],
  ['http://[2002:7f00:1::]/', 'embedded_ipv4'],
  ['http://[2001:0:7f00:1::]/', 'embedded_ipv4'],
  ['http://10.0.0.1/', 'private'],
  ['http://172.16.0.1/', 'private'],
  ['http://192.168.0.1/', 'private'],
  ['http://3232235521/', 'private'],
  ['http://[fd00::1]/', 'private'],
  ['http://[fec0::1]/', 'private'],
  ['http://100.64.0.1/', 'shared'],
  ['http://169.254.1.1/', 'link_local'],
  ['http://[fe80::1]/', 'link_local'],
  ['http://169.254.169.254/latest/meta-data/', 'metadata'],
  ['http://0xa9fea9fe/', 'metadata'],
  ['http://2852039166/', 'metadata'],
  ['http://[fd00:ec2::254]/', 'metadata'],
  ['http://100.100.100.200/', 'metadata'],
  ['http://168.63.129.16/', 'metadata'],
  ['http://192.0.2.1/', 'documentation'],
  ['http://[2001:db8::1]/', 'documentation'],
  ['http://198.18.0.1/', 'reserved'],
  ['http://224.0.0.1/', 'multicast'],
  ['http://[ff02::1]/', 'multicast'],
  ['http://255.255.255.255/', 'reserved'],
  ['http://metadata.google.internal/computeMetadata/v1/', 'name'],
  ['http://METADATA.google.internal./', 'name'],
  ['http://metadata.goog/', 'name'],
  ['http://instance-data.ec2.internal/', 'name'],
  ['http://[fd20:ce::254]/', 'metadata'],
  ['http://[fd00:c1::a9fe:a9fe]/', 'metadata'],
  ['http://[fd00:42::42]/', 'metadata'],
  ['http://169.254.170.2/v2/credentials', 'metadata'],
  ['http://169.254.42.42/', 'link_local'],
  ['http://private.example/', 'private'],
  ['http://mixed.example/', 'loopback'],
  ['http://six.example/', 'embedded_ipv4'],
  ['http://compat.example/', 'embedded_ipv4'],
  ['http://metadata.example/', 'metadata'],
  ['http://odd.example/', 'unparsable'],
  ['http://user:pass@public.example/', 'credentials_in_url'],
  ['http://public.example@127.0.0.1/', 'credentials_in_url'],
  ['http://public.example:22/', 'port'],
  ['http://public.example:6379/', 'port'],
  ['ftp://public.example/', 'scheme'],
  ['file:///etc/passwd', 'scheme'],
  ['gopher://127.0.0.1:6379/_INFO', 'scheme'],
  ['not a url', 'scheme'],
];

describe('egress guard', () => {
  let canary: FixtureServer;
  let dialled: string[];
  let blocked: string[];
  const open: Egress[] = [];

  function egress(options: Partial<EgressOptions> = {}): Egress {
    const double = loopbackDial(canary.port);
    dialled = double.dialled;
    const made = new Egress({
      isOffline: false,
      resolve: (name) => {
        const addresses = zone[name];
        return addresses === undefined ? Promise.reject(new Error(`ENOTFOUND ${name}`)) : Promise.resolve(addresses);
      },
      dial: double.dial,
      onBlocked: (profile, reason) => blocked.push(`${profile} ${reason}`),
      ...options,
    });
    open.push(made);
    return made;
  }

  async function failure(profile: EgressProfile, url: string, made = egress()): Promise<EgressError> {
    const error: unknown = await made.request(profile, { ...request, url }).catch((thrown: unknown) => thrown);
    if (!(error instanceof EgressError)) throw new Error('expected an EgressError');
    return error;
  }

  async function codeOf(profile: EgressProfile, url: string, made?: Egress): Promise<EgressErrorCode> {
    return (await failure(profile, url, made)).code;
  }

  beforeEach(async () => {
    blocked = [];
    canary = await startFixtureServer({ 'GET /*': json(200, { canary: true }) });
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((made) => made.close()));
    await canary.close();
  });

  describe('T05 G03 public profile', () => {
    it.each(literals)('refuses %s (%s) without a connection', async (url, reason) => {
      const error = await failure(publicProfile(), url);

      expect([error.code, error.reason]).toEqual(['blocked', reason]);
      expect(error.message).toBe('Connections to this target are not allowed.');
      expect(blocked).toEqual([`public ${reason}`]);
      expect(dialled).toEqual([]);
      expect(canary.connectionCount()).toBe(0);
    });

    it('dials the address that was judged, and speaks to the name', async () => {
      const answer = await egress().request(publicProfile(), { ...request, url: 'http://public.example/a?b=1#c' });

      expect(answer).toMatchObject({ status: 200, finalUrl: 'http://public.example/a?b=1' });
      expect(dialled).toEqual(['93.184.216.34']);
      expect(canary.requests[0]?.headers.host).toBe('public.example');
    });

    it('dials public literals and named ports', async () => {
      const made = egress();
      await made.request(publicProfile(), { ...request, url: 'http://[2606:4700:4700::1111]/' });
      await made.request(publicProfile({ allowPorts: [8443] }), { ...request, url: 'http://1.1.1.1:8443/' });
      expect(dialled).toEqual(['2606:4700:4700::1111', '1.1.1.1']);
    });

    it('judges the second connection of a name anew (rebinding)', async () => {
      const answers = [['93.184.216.34'], ['127.0.0.1']];
      const made = egress({ resolve: () => Promise.resolve(answers.shift() ?? []) });
      canary.on('GET /*', json(200, {}, { connection: 'close' }));

      await made.request(publicProfile(), { ...request, url: 'http://public.example/' });
      expect(await codeOf(publicProfile(), 'http://public.example/', made)).toBe('blocked');
      expect(dialled).toEqual(['93.184.216.34']);
    });

    it('reports names without an address as unreachable', async () => {
      expect(await codeOf(publicProfile(), 'http://empty.example/')).toBe('unreachable');
      expect(await codeOf(publicProfile(), 'http://unknown.example/')).toBe('unreachable');
    });

    it("refuses the installation's own networks, also public ones", async () => {
      const made = egress({ ownNetworks: ['93.184.216.0/24'] });
      expect((await failure(publicProfile(), 'http://public.example/', made)).reason).toBe('own_network');
    });

    it('does not share connections between profiles', async () => {
      const made = egress();
      await made.request(scan({ cidrs: ['192.168.1.0/24'] }), { ...request, url: 'http://asset.example/' });
      expect(await codeOf(publicProfile(), 'http://asset.example/', made)).toBe('blocked');
      expect(await codeOf(scan({ cidrs: ['192.168.2.0/24'] }), 'http://asset.example/', made)).toBe('blocked');
    });
  });

  describe('T05 G03 redirects', () => {
    it.each<[string, EgressErrorCode]>([
      ['http://169.254.169.254/latest/', 'blocked'],
      ['http://127.0.0.1/', 'blocked'],
      ['http://[::127.0.0.1]/', 'blocked'],
      ['http://private.example/', 'blocked'],
      ['//metadata.google.internal/', 'blocked'],
      ['http://public.example:6379/', 'blocked'],
      ['http://a:b@public.example/', 'blocked'],
      ['file:///etc/passwd', 'blocked'],
      ['http://', 'redirect'],
    ])('does not follow to %s (%s)', async (location, code) => {
      canary.on('GET /*', redirect(location));
      expect(await codeOf(publicProfile(), 'http://public.example/')).toBe(code);
      expect(canary.requests).toHaveLength(1);
      expect(dialled).toEqual(['93.184.216.34']);
    });

    it('follows three and no more', async () => {
      canary.on('GET /*', json(200, { arrived: true }));
      canary.on('GET /1', redirect('/2'));
      const routes = ['/1', '/2', '/3', '/4'];
      const hops = await startFixtureServer(
        Object.fromEntries(routes.map((path, n) => [`GET ${path}`, redirect(routes[n + 1] ?? '/end')])),
      );
      hops.on('GET /end', json(200, { arrived: true }));
      const made = egress({ dial: loopbackDial(hops.port).dial });

      const answer = await made.request(publicProfile(), { ...request, url: 'http://public.example/2' });
      expect(answer).toMatchObject({ status: 200, finalUrl: 'http://public.example/end' });
      expect(await codeOf(publicProfile(), 'http://public.example/1', made)).toBe('redirect');
      await hops.close();
    });

    it('D02 sends no credential of any name to another origin', async () => {
      canary.on('GET /*', [redirect('http://other.example/there'), json(200, {})]);
      await egress().request(publicProfile(), {
        ...request,
        url: 'http://public.example/here',
        headers: { authorization: 'Bearer s', 'X-ApiKey': 's', cookie: 's', accept: 'application/json' },
      });

      const [first, second] = canary.requests;
      expect(first?.headers).toMatchObject({ authorization: 'Bearer s', 'x-apikey': 's', cookie: 's' });
      expect(second?.path).toBe('/there');
      expect(Object.keys(second?.headers ?? {}).sort()).toEqual([
        'accept',
        'accept-encoding',
        'connection',
        'host',
        'user-agent',
      ]);
    });

    it('keeps credentials inside the origin, drops the body on 303 and refuses to carry it elsewhere', async () => {
      canary.on('POST /*', [redirect('/done', 303), redirect('http://other.example/', 307)]);
      canary.on('GET /done', json(200, { done: true }));
      const made = egress();
      const post = { ...request, method: 'POST', body: '{"key":"s"}', url: 'http://public.example/' } as const;
      const headers = { 'x-apikey': 's', 'content-type': 'application/json' };

      await made.request(publicProfile(), { ...post, headers });
      expect(canary.requests[1]).toMatchObject({ method: 'GET', body: '' });
      expect(canary.requests[1]?.headers).toMatchObject({ 'x-apikey': 's' });
      expect(canary.requests[1]?.headers).not.toHaveProperty('content-type');
      await expect(made.request(publicProfile(), { ...post, headers })).rejects.toMatchObject({ code: 'redirect' });
      expect(canary.requests).toHaveLength(3);
    });

    it('hands a redirect over when the caller asks for it', async () => {
      canary.on('GET /*', redirect('http://127.0.0.1/'));
      const answer = await egress().request(publicProfile(), {
        ...request,
        url: 'http://public.example/',
        redirects: 'return',
      });
      expect([answer.status, answer.headers['location']]).toEqual([302, 'http://127.0.0.1/']);
    });
  });

  describe('T05 configured profile', () => {
    it('reaches exactly the named origin, private or not', async () => {
      const made = egress();
      const profile = configured('http://private.example:8080/misp');

      await made.request(profile, { ...request, url: 'http://private.example:8080/events' });
      expect(dialled).toEqual(['10.0.0.5']);
      for (const url of ['http://private.example/', 'https://private.example:8080/', 'http://other.example:8080/']) {
        expect((await failure(profile, url, made)).reason).toBe('other_origin');
      }
    });

    it.each([
      ['http://169.254.169.254', 'metadata'],
      ['http://metadata.google.internal', 'name'],
      ['http://metadata.example', 'metadata'],
      ['http://0.0.0.0', 'unspecified'],
      ['http://[fe80::1]', 'link_local'],
      ['http://224.0.0.1', 'multicast'],
    ])('never reaches %s, whoever names it', async (origin, reason) => {
      expect((await failure(configured(origin), origin)).reason).toBe(reason);
    });

    it('follows no redirect', async () => {
      canary.on('GET /*', redirect('/elsewhere'));
      expect(await codeOf(configured('http://private.example'), 'http://private.example/')).toBe('redirect');
    });

    it.each(['private.example', 'ftp://private.example', 'http://a:b@private.example', ''])('refuses %s', (text) => {
      expect(() => configured(text)).toThrow(DomainError);
    });
  });

  describe('T05 scan profile', () => {
    const profile = scan({ cidrs: ['192.168.1.0/24', '93.184.216.34', '127.0.0.0/8', '169.254.0.0/16', '::/0'] });

    it('reaches approved networks on any port', async () => {
      const made = egress();
      await made.request(profile, { ...request, url: 'http://asset.example:8081/' });
      await made.request(profile, { ...request, url: 'http://93.184.216.34/' });
      expect(dialled).toEqual(['192.168.1.100', '93.184.216.34']);
    });

    it.each([
      ['http://192.168.2.1/', 'out_of_scope'],
      ['http://other.example/', 'out_of_scope'],
      ['http://127.0.0.1/', 'loopback'],
      ['http://localhost/', 'loopback'],
      ['http://169.254.169.254/', 'metadata'],
      ['http://[::ffff:192.168.1.1]/', 'embedded_ipv4'],
      ['http://mixed.example/', 'loopback'],
    ])('refuses %s (%s), whatever was approved', async (url, reason) => {
      expect((await failure(profile, url)).reason).toBe(reason);
    });

    it('refuses scopes that are no networks', () => {
      for (const text of ['10.0.0.0/33', 'example.com', '10.0.0.0/8/8', '10/8', '::/129', '']) {
        expect(() => scan({ cidrs: [text] })).toThrow(DomainError);
      }
    });
  });

  describe('offline', () => {
    const neverResolve = () => Promise.reject(new Error('a look-up was made'));

    const targets: readonly [EgressProfile, string][] = [
      [publicProfile(), 'http://public.example/'],
      [publicProfile(), 'http://93.184.216.34/'],
      [configured('http://private.example'), 'http://private.example/'],
      [configured('http://10.0.0.5'), 'http://10.0.0.5/'],
      [scan({ cidrs: ['0.0.0.0/0'] }), 'http://asset.example/'],
    ];

    it.each(targets.map(([profile, url]) => [profile.kind, url, profile] as const))(
      'refuses %s %s without a look-up',
      async (_kind, url, profile) => {
        let lookups = 0;
        const made = egress({
          isOffline: true,
          resolve: () => {
            lookups += 1;
            return neverResolve();
          },
        });
        expect(await codeOf(profile, url, made)).toBe('offline');
        expect([lookups, dialled, canary.connectionCount()]).toEqual([0, [], 0]);
        expect(blocked).toEqual([`${profile.kind} offline`]);
      },
    );

    it('still reaches configured services on loopback, by address and by localhost', async () => {
      const made = egress({ isOffline: true, resolve: neverResolve, dial: undefined });
      for (const origin of [canary.url, `http://localhost:${canary.port}`]) {
        expect((await made.request(configured(origin), { ...request, url: `${origin}/x` })).status).toBe(200);
      }
      expect((await failure(publicProfile(), 'http://127.0.0.1/', made)).reason).toBe('loopback');
    });
  });
});
