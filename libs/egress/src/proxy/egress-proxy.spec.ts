import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { hang, huge, json, raw, redirect, startFixtureServer, testCertificates } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';
import { configured, publicProfile, scan } from '../profiles';
import { EgressProxy } from './egress-proxy';
import type { EgressProxyOptions } from './egress-proxy';
import type { LeaseOptions, ProxyLease } from './lease';
import type { ProxiedConnection } from './passage';
import { startLoopbackCanary } from '../../test/loopback-canary';
import type { LoopbackCanary } from '../../test/loopback-canary';

const names: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['93.184.216.34'],
  'private.example': ['10.0.0.5'],
  'mixed.example': ['93.184.216.34', '127.0.0.1'],
  'local.example': ['127.0.0.1'],
};

const curl = '/usr/bin/curl';
const curlIt = existsSync(curl) ? it : it.skip;

describe('T05 P09 egress proxy', () => {
  let site: FixtureServer;
  let canary: LoopbackCanary;
  let proxy: EgressProxy;
  let dialled: string[];
  let connections: ProxiedConnection[];
  const open: EgressProxy[] = [];

  /** Whatever the guard lets through ends at the site; loopback itself goes the real way, to the canary. */
  function start(options: Partial<EgressProxyOptions> = {}): EgressProxy {
    const made = new EgressProxy({
      isOffline: false,
      resolve: (name) => Promise.resolve(names[name] ?? []),
      dial: (address, port) => {
        dialled.push(`${address} ${port}`);
        return address.startsWith('127.') || address === '::1'
          ? connect(port, address)
          : connect(site.port, '127.0.0.1');
      },
      onConnection: (connection) => connections.push(connection),
      ...options,
    });
    open.push(made);
    return made;
  }

  const lease = (options: Partial<LeaseOptions> = {}, of = proxy): Promise<ProxyLease> =>
    of.lease({ profile: publicProfile(), timeoutMs: 20_000, maxBytes: 10_000_000, ...options });

  beforeAll(async () => {
    canary = await startLoopbackCanary();
  });
  afterAll(() => canary.close());

  beforeEach(async () => {
    dialled = [];
    connections = [];
    site = await startFixtureServer({ 'GET /*': json(200, { site: true }), 'POST /*': json(201, { taken: true }) });
    proxy = start();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((made) => made.close()));
    await site.close();
  });

  /** Sends bytes to the proxy and reads until the end of the connection. */
  async function send(url: string, text: string): Promise<string> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(text);
    return readAll(socket);
  }

  function credentialOf(url: string): string {
    const { username, password } = new URL(url);
    return `Proxy-Authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}\r\n`;
  }

  const connectTo = (url: string, authority: string, rest = '') =>
    send(url, `CONNECT ${authority} HTTP/1.1\r\nHost: x\r\n${credentialOf(url)}\r\n${rest}`);

  const statusOf = (text: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]);

  async function runCurl(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const child = spawn(curl, ['--silent', '--show-error', '--max-time', '10', ...args], { env: { ...environment } });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('latin1')));
    child.stderr.resume();
    const [code] = (await once(child, 'close')) as [number];
    return { code, output };
  }

  describe('what it lets through', () => {
    it('a tunnel to the judged address, with bytes of both directions counted', async () => {
      const { url, usage } = await lease();
      const text = await connectTo(
        url,
        'public.example:80',
        'GET /a HTTP/1.1\r\nHost: public.example\r\nConnection: close\r\n\r\n',
      );
      expect(text).toMatch(/^HTTP\/1\.1 200 Connection Established\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
      expect(text).toContain('{"site":true}');
      expect(dialled).toEqual(['93.184.216.34 80']);
      const target = { host: 'public.example', port: 80 };
      while (connections.length === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(connections).toEqual([expect.objectContaining({ profile: 'public', outcome: 'ok', target })]);
      expect(usage().bytes).toBeGreaterThan(100);
      expect(connections[0]?.bytesSent).toBe(60);
    });

    it('every byte of an answer that ends before a slow client has read it', async () => {
      site.on('GET /*', raw(200, 'x'.repeat(2_000_000), { connection: 'close' }));
      const { url } = await lease();
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.write(`CONNECT public.example:80 HTTP/1.1\r\nHost: x\r\n${credentialOf(url)}\r\n`);
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      await new Promise((resolve) => setTimeout(resolve, 300)); // the client reads nothing while the site ends
      const text = await readAll(socket);
      expect(text.slice(text.indexOf('xxx'))).toHaveLength(2_000_000);
    });

    it('http in absolute form, without the headers that were for the proxy', async () => {
      const { url } = await lease();
      const text = await send(
        url,
        `POST http://public.example/a?b=1 HTTP/1.1\r\nHost: other.example\r\n${credentialOf(url)}` +
          'Proxy-Connection: keep-alive\r\nConnection: close, X-Secret\r\nX-Secret: s\r\nX-Kept: k\r\n' +
          'Content-Length: 4\r\n\r\nbody',
      );
      expect(text).toContain('{"taken":true}');
      const [request] = site.requests;
      expect(request).toMatchObject({ method: 'POST', path: '/a', query: { b: '1' }, body: 'body' });
      expect(request?.headers).toMatchObject({ host: 'public.example', 'x-kept': 'k', connection: 'close' });
      expect(Object.keys(request?.headers ?? {})).toEqual(
        expect.not.arrayContaining(['proxy-authorization', 'proxy-connection', 'x-secret']),
      );
    });

    it('what an administrator configured, exactly', async () => {
      const { url } = await lease({ profile: configured('http://private.example:8080') });
      expect(statusOf(await connectTo(url, 'private.example:8080', 'GET / HTTP/1.0\r\n\r\n'))).toBe(200);
      for (const authority of ['private.example:80', 'public.example:8080', `127.0.0.1:${canary.port}`]) {
        expect(statusOf(await connectTo(url, authority))).toBe(403);
      }
      expect(dialled).toEqual(['10.0.0.5 8080']);
    });

    it('the approved networks of a scan, on any port', async () => {
      const { url } = await lease({ profile: scan({ cidrs: ['10.0.0.0/24'] }) });
      expect(statusOf(await connectTo(url, 'private.example:8443', 'GET / HTTP/1.0\r\n\r\n'))).toBe(200);
      expect(statusOf(await connectTo(url, 'public.example:80'))).toBe(403);
      expect(dialled).toEqual(['10.0.0.5 8443']);
    });
  });

  describe('what it refuses', () => {
    it.each([
      ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '127.0.0.1.', '0', '0.0.0.0', 'localhost'],
      ...[
        'a.localhost',
        '[::1]',
        '[::]',
        '[::127.0.0.1]',
        '[::ffff:127.0.0.1]',
        '[64:ff9b::7f00:1]',
        '[2002:7f00:1::]',
      ],
      ...['①②⑦.⓪.⓪.①', '127。0。0。1', '%31%32%37.0.0.1', 'local.example', 'mixed.example', 'private.example'],
      ...['169.254.169.254', '[fd00:ec2::254]', 'metadata.google.internal', '10.0.0.1', '192.168.0.1', '100.64.0.1'],
    ])('a tunnel and a request to %s', async (host) => {
      const before = canary.connectionCount();
      const { url } = await lease({ profile: publicProfile({ allowPorts: [canary.port] }) });
      const target = `${Buffer.from(host).toString('latin1')}:${canary.port}`;
      expect([400, 403]).toContain(statusOf(await connectTo(url, target)));
      const text = await send(url, `GET http://${target}/ HTTP/1.1\r\nHost: x\r\n${credentialOf(url)}\r\n`);
      expect([400, 403]).toContain(statusOf(text));
      expect([dialled, canary.connectionCount() - before]).toEqual([[], 0]);
    });

    it.each([
      ['another port', 'public.example:22', 403],
      ['the port of mail', 'public.example:25', 403],
      ['no port', 'public.example', 400],
      ['port 0', 'public.example:0', 400],
      ['a port that is none', 'public.example:99999', 400],
      ['a user before the host', 'public.example@127.0.0.1:80', 400],
      ['a path', 'public.example:80/x', 400],
      ['a URL', 'http://public.example/', 400],
      ['two ports', '127.0.0.1:80:80', 400],
      ['an IPv6 zone', '[::1%25lo]:80', 400],
    ])('a tunnel to %s', async (_name, authority, status) => {
      const { url } = await lease();
      expect(statusOf(await connectTo(url, authority))).toBe(status);
      expect(dialled).toEqual([]);
    });

    it.each([
      ['https in absolute form', 'https://public.example/', 403],
      ['ftp', 'ftp://public.example/', 403],
      ['a user in the URL', 'http://a:b@public.example/', 403],
      ['a path alone', '/latest/meta-data', 400],
      ['another port', 'http://public.example:6379/', 403],
    ])('a request by %s', async (_name, target, status) => {
      const { url } = await lease();
      const text = await send(url, `GET ${target} HTTP/1.1\r\nHost: public.example\r\n${credentialOf(url)}\r\n`);
      expect(statusOf(text)).toBe(status);
      expect(dialled).toEqual([]);
    });

    it.each([
      ['no credential', () => ''],
      ['another scheme', () => 'Proxy-Authorization: Bearer x\r\n'],
      ['a wrong password', (url: string) => credentialOf(withUser(url, { password: 'wrong' }))],
      ['an unknown lease', (url: string) => credentialOf(withUser(url, { username: 'unknown' }))],
      ['the credential in the wrong header', (url: string) => credentialOf(url).replace('Proxy-', '')],
    ])('%s: 407 and no connection', async (_name, header) => {
      const { url } = await lease();
      for (const line of ['CONNECT public.example:80 HTTP/1.1', 'GET http://public.example/ HTTP/1.1']) {
        const text = await send(url, `${line}\r\nHost: x\r\n${header(url)}\r\n`);
        expect(statusOf(text)).toBe(407);
        expect(text).toContain('Proxy-Authenticate: Basic');
      }
      expect(dialled).toEqual([]);
      expect(connections.map(({ outcome, leaseId }) => [outcome, leaseId])).toEqual([
        ['unauthenticated', undefined],
        ['unauthenticated', undefined],
      ]);
    });

    it('one child with the way out of another', async () => {
      const narrow = await lease({ profile: configured('http://private.example') });
      const wide = await lease();
      expect(statusOf(await connectTo(narrow.url, 'public.example:80'))).toBe(403);
      expect(statusOf(await connectTo(wide.url, 'private.example:80'))).toBe(403);
    });

    it('everything but loopback while the installation is offline, without a look-up', async () => {
      let lookups = 0;
      const offline = start({
        isOffline: true,
        resolve: () => {
          lookups += 1;
          return Promise.resolve(['93.184.216.34']);
        },
      });
      const { url } = await lease({}, offline);
      expect(statusOf(await connectTo(url, 'public.example:443'))).toBe(403);
      expect([lookups, dialled, connections[0]?.outcome]).toEqual([0, [], 'offline']);
    });

    it('a name whose second answer is private (rebinding)', async () => {
      const answers = [['93.184.216.34'], ['127.0.0.1']];
      const rebinding = start({ resolve: () => Promise.resolve(answers.shift() ?? []) });
      const { url } = await lease({}, rebinding);
      expect(statusOf(await connectTo(url, 'public.example:80', 'GET / HTTP/1.0\r\n\r\n'))).toBe(200);
      expect(statusOf(await connectTo(url, 'public.example:80'))).toBe(403);
      expect(dialled).toEqual(['93.184.216.34 80']);
    });
  });

  describe('limits of a lease', () => {
    const get = 'GET /big HTTP/1.1\r\nHost: public.example\r\n\r\n';

    it('bytes: cuts every connection when they are used up, and opens no other', async () => {
      site.on('GET /*', huge(10_000_000));
      const { url, usage } = await lease({ maxBytes: 200_000 });
      const text = await connectTo(url, 'public.example:80', get);
      expect(text.length).toBeLessThan(200_200);
      expect(usage().bytes).toBeLessThan(200_000 + 65_536 * 2); // what one read of each direction brings on top
      expect(statusOf(await connectTo(url, 'public.example:80', get))).toBe(429);
      while (connections.length < 2) await new Promise((resolve) => setImmediate(resolve));
      expect(connections.map(({ outcome }) => outcome).sort()).toEqual(['cut', 'over_limit']);
    });

    it('bytes of plain requests count too', async () => {
      site.on('GET /*', huge(10_000_000));
      const { url } = await lease({ maxBytes: 200_000 });
      const ask = `GET http://public.example/ HTTP/1.1\r\nHost: x\r\n${credentialOf(url)}\r\n`;
      expect((await send(url, ask)).length).toBeLessThan(210_000);
      expect(statusOf(await send(url, ask))).toBe(429);
    });

    it('connections at a time', async () => {
      site.on('GET /*', hang());
      const { url } = await lease({ maxConnections: 2 });
      const hanging = [connectTo(url, 'public.example:80', get), connectTo(url, 'public.example:80', get)];
      while (dialled.length < 2) await new Promise((resolve) => setImmediate(resolve));
      expect(statusOf(await connectTo(url, 'public.example:80'))).toBe(429);
      await site.close();
      await Promise.all(hanging);
    });

    it.each<[string, (given: ProxyLease) => void]>([
      ['its time', () => undefined],
      [
        'its owner',
        (given) => {
          given.close();
        },
      ],
    ])('life: %s ends open connections and the credential', async (_name, end) => {
      site.on('GET /*', hang());
      const given = await lease({ timeoutMs: 500 });
      const hanging = connectTo(given.url, 'public.example:80', get);
      while (dialled.length === 0) await new Promise((resolve) => setImmediate(resolve));
      end(given);
      expect(await hanging).not.toContain('200 OK');
      expect(statusOf(await connectTo(given.url, 'public.example:80'))).toBe(407);
    });
  });

  describe('a child process', () => {
    it('goes out through the proxy and nowhere else by it', async () => {
      const script = `
        const http = require('node:http');
        const proxy = new URL(process.env.HTTPS_PROXY);
        const auth = 'Basic ' + Buffer.from(proxy.username + ':' + proxy.password).toString('base64');
        const go = (path, headers) => new Promise((done) => {
          http.request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path, headers })
            .on('connect', (answer, socket) => { socket.destroy(); done(answer.statusCode); })
            .on('response', (answer) => done(answer.statusCode))
            .on('error', (error) => done(error.code)).end();
        });
        (async () => {
          const known = { 'proxy-authorization': auth };
          const out = [];
          for (const path of ['public.example:443', '127.0.0.1:${canary.port}', 'localhost:${canary.port}', '169.254.169.254:80'])
            out.push(await go(path, known));
          out.push(await go('public.example:443', {}));
          console.log(JSON.stringify(out));
        })();`;
      const before = canary.connectionCount();
      const { environment } = await lease({ profile: publicProfile({ allowPorts: [canary.port] }) });
      const child = spawn(process.execPath, ['-e', script], { env: { ...environment } });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await once(child, 'close');
      expect(output.trim()).toBe('[200,403,403,403,407]');
      expect(canary.connectionCount()).toBe(before);
    });

    curlIt('curl gets http and https by its environment alone (needs curl)', async () => {
      const { environment } = await lease();
      const { code, output } = await runCurl(['http://public.example/a'], environment);
      expect([code, output]).toEqual([0, '{"site":true}']);

      const { selfSigned } = testCertificates;
      const plain = site;
      site = await startFixtureServer({ 'GET /*': raw(200, 'secure') }, { tls: selfSigned() });
      await plain.close();
      // Only the child can know whether it trusts the certificate: the tunnel does not look inside.
      expect((await runCurl(['https://public.example/'], environment)).code).toBe(60);
      expect(await runCurl(['--insecure', 'https://public.example/'], environment)).toEqual({
        code: 0,
        output: 'secure',
      });
    });

    curlIt(
      'curl finds no way around (needs curl)',
      async () => {
        const before = canary.connectionCount();
        const { url } = await lease({ profile: publicProfile({ allowPorts: [canary.port] }) });
        const bare = withUser(url, { username: '', password: '' });
        const target = `http://127.0.0.1:${canary.port}/`;
        site.on('GET /*', redirect(target));
        const tries: readonly (readonly string[])[] = [
          ['--proxy', url, target],
          ['--proxy', url, '--proxytunnel', target],
          ['--proxy', url, `http://localhost:${canary.port}/`],
          ['--proxy', url, '--noproxy', 'other.example', `http://[::ffff:127.0.0.1]:${canary.port}/`],
          ['--proxy', url, '--location', 'http://public.example/'],
          ['--proxy', url, '--location', '--proxytunnel', 'http://public.example/'],
          [
            '--proxy',
            url,
            '--resolve',
            `public.example:${canary.port}:127.0.0.1`,
            `http://local.example:${canary.port}/`,
          ],
          ['--proxy', url, '--request-target', target, 'http://public.example/'],
          ['--proxy', url, '--header', `Host: 127.0.0.1:${canary.port}`, `http://mixed.example:${canary.port}/`],
          ['--proxy', bare, target],
          ['--proxy', bare, 'http://public.example/'],
          ['--proxy', url.replace('http:', 'socks5h:'), target],
          ['--proxy', url, `telnet://127.0.0.1:${canary.port}`],
        ];
        for (const args of tries) await runCurl(['--fail', ...args]);
        expect(canary.connectionCount()).toBe(before);
        expect(new Set(dialled)).toEqual(new Set(['93.184.216.34 80']));
      },
      60_000,
    );
  });
});

function withUser(url: string, user: { readonly username?: string; readonly password?: string }): string {
  return Object.assign(new URL(url), user).href;
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.setTimeout(10_000, () => socket.destroy());
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return text;
}
