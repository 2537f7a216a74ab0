import { iocTypes } from '@sentrybox/contracts';
import { DomainError } from '@sentrybox/errors';
import fc from 'fast-check';
import { readIndicator } from './read-indicator';

function codeFor(ioc: string, type: string): string {
  try {
    readIndicator(ioc, type);
    return 'accepted';
  } catch (error) {
    return error instanceof DomainError ? error.code : 'not a domain error';
  }
}

describe('readIndicator', () => {
  it.each([
    ['1[.]1[.]1[.]1', 'ip', 'ipv4', '1.1.1.1'],
    [' 2001:DB8:0::1 ', 'ip', 'ipv6', '2001:db8::1'],
    ['WWW[.]Evil[.]example[.]com.', 'domain', 'domain', 'www.evil.example.com'],
    ['hxxp://Evil.example.com:80/a/../b', 'url', 'url', 'http://evil.example.com/b'],
    ['D41D8CD98F00B204E9800998ECF8427E', 'hash', 'md5', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['Somebody[@]Example[.]COM', 'email', 'email', 'Somebody@example.com'],
  ])('brings %j into the one spelling of its type', (ioc, type, exact, value) => {
    expect(readIndicator(ioc, type)).toEqual({ iocType: type, type: exact, value });
  });

  it.each(['ipv4', 'IP', ' ip', 'toString', '__proto__', ''])('checks the type %j before the value', (type) => {
    expect(codeFor('%%%', type)).toBe('invalid_ioc_type');
    expect(codeFor('\u0000', type)).toBe('invalid_ioc_type');
  });

  it.each([
    ['1.1.1.1/../../x?y=', 'ip'],
    ['1.1.1.1\r\nX-Evil: 1', 'ip'],
    ['1.1.1.1%0d%0aX-Evil:1', 'ip'],
    ['256.1.1.1', 'ip'],
    ['1.1.1', 'ip'],
    ['evil.com/path', 'domain'],
    ['evil.com\u0000.good.com', 'domain'],
    ['http://evil.com/\u0000', 'url'],
    ['\u0000http://evil.com/', 'url'],
    ['http://evil.com/\uD800', 'url'],
    ['javascript:alert(1)', 'url'],
    ['file:///etc/passwd', 'url'],
    ['http://', 'url'],
    ['d41d8cd98f00b204e9800998ecf8427', 'hash'],
    ['g41d8cd98f00b204e9800998ecf8427e', 'hash'],
    ["a'; drop table x; --@example.com", 'email'],
    ['a@b@example.com', 'email'],
    ['{{7*7}}', 'domain'],
    ['   ', 'ip'],
  ])('G01 refuses %j as a value of type %s', (ioc, type) => {
    expect(codeFor(ioc, type)).toBe('invalid_request');
  });

  it('G01 refuses what grows beyond 2,048 characters in its one spelling', () => {
    const url = (letters: number) => `http://example.com/${'ä'.repeat(letters)}`;

    expect(codeFor(url(300), 'url')).toBe('accepted');
    expect(codeFor(url(400), 'url')).toBe('invalid_request');
  });

  it('G01 accepts or refuses whatever is sent, and what it accepts is clean, short and stays what it is', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2_048 }),
      fc.webUrl().map((url) => `${url}\r\n`),
      fc.tuple(fc.ipV4(), fc.string()).map((parts) => parts.join('')),
      fc.tuple(fc.webUrl(), fc.string({ unit: 'binary' })).map((parts) => parts.join('/')),
    );
    fc.assert(
      fc.property(hostile, fc.constantFrom(...iocTypes), (ioc, type) => {
        if (codeFor(ioc, type) !== 'accepted') {
          expect(codeFor(ioc, type)).toBe('invalid_request');
          return;
        }
        const { value } = readIndicator(ioc, type);
        expect(value).not.toMatch(/[\0-\x20\x7f]/);
        expect(value.length).toBeLessThanOrEqual(2_048);
        expect(readIndicator(value, type).value).toBe(value);
      }),
      { numRuns: 500 },
    );
  });
});
