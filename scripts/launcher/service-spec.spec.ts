import { choosePorts } from './ports';
import { completeSecrets } from './secrets';
import { serviceEnvironment, serviceSpecs, urlAs } from './service-spec';
import type { Installation } from './service-spec';

const secrets = completeSecrets({});

function installation(environment: Record<string, string> = {}): Installation {
  return {
    root: '/opt/sentrybox',
    adminUrl: 'postgresql://postgres:admin-password@127.0.0.1:5432/sentrybox?sslmode=require',
    redisUrl: 'redis://:redis-password@127.0.0.1:6379',
    secrets,
    ports: choosePorts(0, environment),
    environment,
  };
}

describe('urlAs', () => {
  it('changes the role and keeps server, database and parameters', () => {
    expect(urlAs('postgresql://a:b@db:5432/x?sslmode=require', 'identity_api', 'secret')).toBe(
      'postgresql://identity_api:secret@db:5432/x?sslmode=require',
    );
  });
});

describe('serviceEnvironment', () => {
  it('gives a service its own roles, and never the administrator’s URL', () => {
    const env = serviceEnvironment('analysis-gateway', installation({ DATABASE_URL: 'postgresql://boss:x@db/x' }));
    expect(env['DATABASE_URL']).toContain('://analysis_api:');
    expect(env['DATABASE_WORK_URL']).toContain('://analysis_work:');
    expect(JSON.stringify(env)).not.toContain('admin-password');
    expect(JSON.stringify(env)).not.toContain('boss');
  });

  it('gives the peppers to identity alone, and each private key to its service alone', () => {
    const identity = serviceEnvironment('identity', installation());
    const data = serviceEnvironment('data', installation());
    expect(identity['API_KEY_PEPPERS']).toBe(secrets.apiKeyPeppers);
    expect(data['API_KEY_PEPPERS']).toBeUndefined();
    expect(data['SERVICE_PRIVATE_KEY']).toBe(secrets.serviceKeys['data']?.privateKey);
    expect(Object.keys(JSON.parse(data['SERVICE_PUBLIC_KEYS'] ?? '{}') as object)).toHaveLength(7);
  });

  it('passes settings through, but not ports, npm’s variables or another service’s', () => {
    const env = serviceEnvironment(
      'data',
      installation({
        LOG_LEVEL: 'debug',
        VIRUSTOTAL_API_KEY: 'k',
        PORT: '1',
        npm_config_x: '1',
        SENTRYBOX_PORT_DATA: '8106',
      }),
    );
    expect(env).toMatchObject({ LOG_LEVEL: 'debug', VIRUSTOTAL_API_KEY: 'k', PORT: '8106', METRICS_PORT: '9106' });
    expect(env['npm_config_x']).toBeUndefined();
    expect(env['SENTRYBOX_PORT_DATA']).toBeUndefined();
  });

  it('prefers an operator’s own key, also one in a file', () => {
    const env = serviceEnvironment('data', installation({ KEY_ENCRYPTION_KEYS_FILE: '/run/secrets/keys' }));
    expect(env['KEY_ENCRYPTION_KEYS']).toBeUndefined();
    expect(env['KEY_ENCRYPTION_KEYS_FILE']).toBe('/run/secrets/keys');
  });
});

describe('serviceSpecs', () => {
  const optionsOf = (environment: Record<string, string>) =>
    Object.fromEntries(serviceSpecs(installation(environment)).map(({ name, env }) => [name, env['NODE_OPTIONS']]));

  it('limits the heap of every service, beside the options of whoever starts them', () => {
    expect(optionsOf({ NODE_OPTIONS: '--no-warnings' })).toMatchObject({
      identity: '--no-warnings --max-old-space-size=336',
      data: '--no-warnings --max-old-space-size=720',
    });
  });

  it('leaves a limit alone that is given', () => {
    const given = '--max_old_space_size=100';
    expect(new Set(Object.values(optionsOf({ NODE_OPTIONS: given })))).toEqual(new Set([given]));
  });
});
