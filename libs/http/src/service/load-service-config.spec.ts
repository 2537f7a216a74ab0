import { secret, variable } from '@sentrybox/config';
import { createLogger } from '@sentrybox/observability';
import { z } from 'zod';
import { loadServiceConfig } from './load-service-config';

describe('loadServiceConfig', () => {
  it('keeps every secret of the environment out of every log line, the password of a URL too', () => {
    const environment = { ...process.env };
    process.env['TEST_STORE_URL'] = 'postgres://app:p%40ssphrase-42@db.example/app';
    process.env['TEST_KEY'] = 'a-key-that-nobody-may-see';
    const lines: string[] = [];
    const logger = createLogger({
      service: 'test',
      version: '0',
      level: 'info',
      destination: { write: (line: string) => void lines.push(line) },
    });

    try {
      loadServiceConfig({
        TEST_STORE_URL: secret(z.string(), 'Where.'),
        TEST_KEY: secret(z.string(), 'Key.'),
        TEST_NAME: variable(z.string().default('plain-name'), 'Name.'),
      });
    } finally {
      process.env = environment;
    }
    logger.info('said', {
      text: 'connect postgres://app:p%40ssphrase-42@db.example/app with p@ssphrase-42, a-key-that-nobody-may-see, plain-name',
    });

    expect(lines.join('')).toContain('plain-name');
    expect(lines.join('')).not.toMatch(/ssphrase|nobody-may-see/);
  });
});
