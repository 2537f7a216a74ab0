import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { iocTypes } from './vocabulary';

/** 1 MiB of text; JSON escapes may make the body six times as long. */
const maxTextBytes = 1_048_576;
const bodyLimitBytes = 6 * maxTextBytes;

const textBody = z.strictObject({
  text: z
    .string()
    .refine((text) => text.length <= maxTextBytes && Buffer.byteLength(text) <= maxTextBytes, 'longer than 1 MiB'),
});

const groupShape = Object.fromEntries(iocTypes.map((type) => [type, z.array(z.string()).optional()]));
const indicatorGroupsSchema = z.object(groupShape);

const shared = { app: 'analysis-gateway', method: 'POST', tag: 'Actions', access: 'actions:run' } as const;

export const defangText = defineEndpoint({
  ...shared,
  path: '/api/actions/defang',
  id: 'defangText',
  summary: 'Make every indicator in a text unclickable.',
  body: textBody,
  bodyLimitBytes,
  responses: { 200: z.object({ result: z.string() }) },
  examples: [
    {
      name: 'A URL',
      request: { text: 'http://evil.com/path' },
      status: 200,
      response: { result: 'hxxp[://]evil[.]com/path' },
    },
  ],
});

export const refangText = defineEndpoint({
  ...shared,
  path: '/api/actions/refang',
  id: 'refangText',
  summary: 'Undo defanging.',
  body: textBody,
  bodyLimitBytes,
  responses: { 200: z.object({ result: z.string() }) },
  examples: [
    {
      name: 'A URL',
      request: { text: 'hxxp[://]evil[.]com' },
      status: 200,
      response: { result: 'http://evil.com' },
    },
  ],
});

export const extractIndicators = defineEndpoint({
  ...shared,
  path: '/api/actions/extract',
  id: 'extractIndicators',
  summary: 'Find the indicators in a text, grouped by type; private addresses are left out.',
  body: textBody,
  bodyLimitBytes,
  responses: { 200: z.object({ indicators: indicatorGroupsSchema }) },
  examples: [
    {
      name: 'An address and a domain',
      request: { text: 'contacted 1.2.3.4 and evil.com' },
      status: 200,
      response: { indicators: { ip: ['1.2.3.4'], domain: ['evil.com'] } },
    },
  ],
});
