import { EgressError } from '../egress.errors';
import type { EgressMethod } from '../egress-request';
import { nextHop } from './redirect';
import type { Hop } from './redirect';

const hop = (url: string, method: EgressMethod = 'GET', body?: string): Hop => ({
  url: new URL(url),
  method,
  headers: { authorization: 's', accept: '*/*', 'content-type': 'text/plain' },
  body,
});

describe('next hop of a redirect', () => {
  it.each([
    ['http://a.example/', 'https://b.example/x?y=1', 'https://b.example/x?y=1'],
    ['https://a.example/p/q', '../r', 'https://a.example/r'],
    ['https://a.example/p', '//b.example/', 'https://b.example/'],
    ['http://a.example/p?x=1', '?y=2', 'http://a.example/p?y=2'],
  ])('from %s to %s is %s', (from, location, to) => {
    expect(nextHop(hop(from), 302, location).url.href).toBe(to);
  });

  it.each(['http://a.example/', 'http://b.example/', 'HTTP://a.example/', 'file:///etc/passwd', 'ftp://a.example/'])(
    'never leaves https, not to %s',
    (location) => {
      expect(() => nextHop(hop('https://a.example/'), 302, location)).toThrow(EgressError);
    },
  );

  it.each<[number, EgressMethod, EgressMethod, boolean]>([
    [301, 'POST', 'GET', false],
    [302, 'POST', 'GET', false],
    [303, 'PUT', 'GET', false],
    [307, 'POST', 'POST', true],
    [308, 'PUT', 'PUT', true],
    [301, 'PUT', 'PUT', true],
    [303, 'HEAD', 'HEAD', true],
  ])('%i turns %s into %s', (status, method, next, hasBody) => {
    const made = nextHop(hop('https://a.example/', method, 'body'), status, '/b');
    expect([made.method, made.body !== undefined, 'content-type' in made.headers]).toEqual([next, hasBody, hasBody]);
    expect(made.headers['authorization']).toBe('s');
  });

  it.each(['https://b.example/', 'https://a.example:8443/', 'https://sub.a.example/'])(
    'to another origin (%s) carries neither credentials nor a body',
    (location) => {
      expect(nextHop(hop('https://a.example/'), 302, location).headers).toEqual({ accept: '*/*' });
      expect(() => nextHop(hop('https://a.example/', 'POST', 'secret'), 307, location)).toThrow(EgressError);
    },
  );
});
