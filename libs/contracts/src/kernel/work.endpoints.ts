import { z } from 'zod';
import type { AppName } from './apps';
import { defineEndpoint } from './endpoint';
import { listEnvelope, pageQuery } from './fields';
import { codeSchema, workStateSchema, workViewSchema } from './work';

const example = {
  id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001',
  team_id: '019aa3f0-0000-7c7a-9d51-1f6f0f0a00aa',
  kind: 'data.import-file',
  state: 'failed',
  attempts: 3,
  error: 'worker_lost',
  repeatable: true,
  due_at: '2026-05-23T10:00:00.000Z',
  created_at: '2026-05-23T09:58:00.000Z',
  finished_at: '2026-05-23T10:00:45.000Z',
} as const;

const params = z.strictObject({ id: z.uuid() });
const missing = { status: 404, code: 'not_found', when: 'No such work in this service.' } as const;

const pathOf = (app: AppName): string => `/-/${app}/work`;

function readingEndpoints<const App extends AppName>(app: App) {
  const path = pathOf(app);
  const shared = { app, tag: 'Work' } as const;
  return {
    list: defineEndpoint({
      ...shared,
      method: 'GET',
      path,
      id: 'listWork',
      summary: 'List work of all teams, newest first; without a filter the dead letters, which ended as failed.',
      access: 'work:read',
      query: z.strictObject({
        ...pageQuery(),
        state: workStateSchema.default('failed'),
        kind: z.string().max(100).optional(),
        team_id: z.uuid().optional(),
        error: codeSchema.optional(),
        created_after: z.iso.datetime().optional(),
        created_before: z.iso.datetime().optional(),
      }),
      responses: { 200: listEnvelope(workViewSchema) },
      examples: [
        {
          name: 'One dead letter',
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
    }),
    get: defineEndpoint({
      ...shared,
      method: 'GET',
      path: `${path}/{id}`,
      id: 'getWork',
      summary: 'Show one piece of work.',
      access: 'work:read',
      params,
      responses: { 200: workViewSchema },
      errors: [missing],
      examples: [{ name: 'A dead letter', status: 200, response: example }],
    }),
  };
}

function changingEndpoints<const App extends AppName>(app: App) {
  const path = pathOf(app);
  const shared = { app, tag: 'Work' } as const;
  return {
    retry: defineEndpoint({
      ...shared,
      method: 'POST',
      path: `${path}/{id}/retry`,
      id: 'retryWork',
      summary: 'Have a dead letter tried again, with its attempts counted from the start. It is audited.',
      access: 'work:manage',
      params,
      responses: { 200: workViewSchema },
      errors: [
        missing,
        { status: 409, code: 'work_not_failed', when: 'The work is no dead letter, or not any more.' },
        { status: 409, code: 'work_not_repeatable', when: 'What its failure left behind cannot be undone.' },
      ],
      examples: [
        {
          name: 'Waiting again',
          status: 200,
          response: { ...example, state: 'waiting', attempts: 0, error: null, finished_at: null },
        },
      ],
    }),
    cancel: defineEndpoint({
      ...shared,
      method: 'POST',
      path: `${path}/{id}/cancel`,
      id: 'cancelWork',
      summary: 'End work that waits or runs, or put a dead letter away. It is audited.',
      access: 'work:manage',
      params,
      responses: { 200: workViewSchema },
      errors: [missing, { status: 409, code: 'work_has_ended', when: 'The work is done or cancelled already.' }],
      examples: [{ name: 'Put away', status: 200, response: { ...example, state: 'cancelled' } }],
    }),
  };
}

/**
 * The routes by which an operator of the platform looks after the slow work of a service, dead letters above all. They
 * tell what a row is, never what it is about. They lie below `/-/<app>`, so one origin can serve those of all services.
 */
export function workEndpoints<const App extends AppName>(app: App) {
  return { ...readingEndpoints(app), ...changingEndpoints(app) };
}

export type WorkEndpoints = ReturnType<typeof workEndpoints>;
