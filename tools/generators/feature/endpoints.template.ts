import type { Names } from '../names';

export function endpointsText(app: string, { kebab, pascal, camel }: Names): string {
  return `import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { listEnvelope, pageQuery, timestampSchema } from '../kernel/fields';

const ${camel}Schema = z.object({
  id: z.uuid(),
  name: z.string(),
  created_at: timestampSchema,
});

const example = {
  id: '0198c2f4-6c1e-7b43-9a4e-0d3a1f6b2c55',
  name: 'An example',
  created_at: '2026-05-23T10:00:00.000Z',
};

export const list${pascal} = defineEndpoint({
  app: '${app}',
  method: 'GET',
  path: '/api/v1/${kebab}',
  id: 'list${pascal}',
  summary: 'List the ${kebab} of the team, newest first.',
  tag: '${pascal}',
  access: 'authenticated',
  query: z.strictObject(pageQuery()),
  responses: { 200: listEnvelope(${camel}Schema) },
  examples: [
    {
      name: 'One',
      status: 200,
      response: {
        count: 1,
        next: null,
        previous: null,
        results: [example],
        pagination: { limit: 20, offset: 0, total: 1 },
      },
    },
  ],
});

export const get${pascal}ById = defineEndpoint({
  app: '${app}',
  method: 'GET',
  path: '/api/v1/${kebab}/{id}',
  id: 'get${pascal}ById',
  summary: 'Read one of the ${kebab}.',
  tag: '${pascal}',
  access: 'authenticated',
  params: z.strictObject({ id: z.uuid() }),
  responses: { 200: ${camel}Schema },
  errors: [{ status: 404, code: 'not_found', when: 'No such row, or it is not yours to see.' }],
  examples: [{ name: 'One', status: 200, response: example }],
});
`;
}
