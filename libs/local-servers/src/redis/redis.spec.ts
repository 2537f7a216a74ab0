import { packagesToUnpack } from './debian-package';
import { isRecentEnough } from './redis-binary';
import { redisConfig } from './redis-config';

describe('packagesToUnpack', () => {
  it('takes the server, its tools and the libraries that are missing, and leaves upgrades alone', () => {
    const plan = [
      'Reading package lists...',
      'Inst libjemalloc2 (5.3.0-1 Debian:12.15/oldstable [amd64])',
      'Inst libssl3 [3.0.19-1] (3.0.20-1 Debian:12.15/oldstable [amd64])',
      'Inst redis-tools (5:7.0.15-1 Debian:12.15/oldstable [amd64])',
      'Inst redis-server (5:7.0.15-1 Debian:12.15/oldstable [amd64])',
      'Conf libjemalloc2 (5.3.0-1 Debian:12.15/oldstable [amd64])',
    ].join('\n');
    expect(packagesToUnpack(plan, 'redis-server').sort()).toEqual(['libjemalloc2', 'redis-server', 'redis-tools']);
  });
});

describe('isRecentEnough', () => {
  it.each([
    ['5.0.7', false],
    ['6.0.16', false],
    ['6.2.0', true],
    ['7.0.15', true],
    ['8.0', true],
  ])('%s: %s', (version, expected) => {
    expect(isRecentEnough(version)).toBe(expected);
  });
});

describe('redisConfig', () => {
  const options = { port: 1, folder: '/tmp/x', password: 'p', aof: true };

  it('listens on the loopback alone, asks for a password and never evicts', () => {
    const lines = redisConfig(options).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining(['bind 127.0.0.1', 'requirepass p', 'maxmemory-policy noeviction', 'appendonly yes']),
    );
  });

  it('refuses a folder whose name would break out of its line', () => {
    expect(() => redisConfig({ ...options, folder: '/tmp/x"\nport 6379' })).toThrow('cannot keep its data');
  });
});
