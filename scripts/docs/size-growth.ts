/** How the figures of one or several scenarios of `npm run bench` grow; figures stand as `{scenario / row / what}`. */
interface Growth {
  readonly scenarios: readonly string[];
  readonly what: string;
  readonly rows: string;
  readonly plugins: string;
  readonly replicas: string;
}

const u = 'analysis / uncached';

/** The table of docs/operations/size.md. */
export const growth: readonly Growth[] = [
  {
    scenarios: ['analysis'],
    what: 'an indicator, outside sources',
    rows: 'not measured; an analysis is inserted, and looked up by its id',
    plugins:
      `{${u}, 5 plugins}, {${u}, 15 plugins} and {${u}, 40 plugins} analyses/s with 5, 15 and 40; CPU ` +
      `{${u}, 5 plugins / cpu}, {${u}, 15 plugins / cpu} and {${u}, 40 plugins / cpu} ms each; the caller waits for the ` +
      'slowest: {analysis / 15 plugins at 120 ms / p50_ms} ms with 15 that take 120 ms, ' +
      '{analysis / one of 5 hangs / p50_ms} ms when one hangs',
    replicas: 'the CPU is the gateway’s and PostgreSQL’s in one: replicas add until PostgreSQL’s commits are the limit',
  },
  {
    scenarios: ['analysis-local'],
    what: 'the local plugins',
    rows: 'as above',
    plugins: 'a slow plugin costs a piece of work and no waiting worker: see `work`',
    replicas: 'as above; slow plugins by the workers, ten at once each',
  },
  {
    scenarios: ['auth', 'auth-login'],
    what: 'a credential, a login',
    rows: 'not: what is known is remembered per process for 5 s',
    plugins: '',
    replicas:
      'each process remembers for itself, so identity is asked once in 5 s per credential and process; logins are one at a ' +
      'time per process of identity ({auth-login / Sentrybox login}/s)',
  },
  {
    scenarios: ['auth-keys'],
    what: 'a key that nobody remembers',
    rows: '{auth-keys / 1 key}/s with one key, {auth-keys / 100,000 keys}/s with 100,000',
    plugins: '',
    replicas: 'by identity’s replicas, until PostgreSQL is the limit',
  },
  {
    scenarios: ['data-import', 'data-import-small'],
    what: 'a list',
    rows:
      'with the length of the list: a million rows {data-import / Sentrybox, all new}/s when new, ' +
      '{data-import / Sentrybox, same file again}/s unchanged; a hundred thousand ' +
      '{data-import-small / Sentrybox, all new}/s and {data-import-small / Sentrybox, same file again}/s',
    plugins: '',
    replicas: 'one list is read by one worker; several lists by several, one each',
  },
  {
    scenarios: ['data-lookup'],
    what: 'one value',
    rows: 'hardly, by a unique index: among a million {data-lookup / Sentrybox, API key}/s beside {data-lookup / Fastify and pg} of a bare route',
    plugins: '',
    replicas: 'the CPU is data’s and PostgreSQL’s in one: replicas add until PostgreSQL is the limit',
  },
  {
    scenarios: ['data-search'],
    what: 'parts of names, pages, many values',
    rows:
      'from a hundred thousand to a million: a part of names {data-search / Sentrybox, substring, 0.1 M} and ' +
      '{data-search / Sentrybox, substring, 1 M} ms (p95; PostgreSQL alone {data-search / PostgreSQL, substring, 0.1 M} and ' +
      '{data-search / PostgreSQL, substring, 1 M}); a page far behind the first ' +
      '{data-search / Sentrybox, page 1,001 by cursor, 1 M / of_first_page} of its time; 10,000 values ' +
      '{data-search / Sentrybox, bulk, 0.1 M / p50_ms} and {data-search / Sentrybox, bulk, 1 M / p50_ms} ms (p50)',
    plugins: '',
    replicas: 'as above',
  },
  {
    scenarios: ['ioc'],
    what: 'extraction',
    rows: 'with the length of the text: {ioc / sentrybox} MB/s',
    plugins: '',
    replicas: 'shares nothing: per process',
  },
  {
    scenarios: ['messages'],
    what: 'questions between services',
    rows: 'not',
    plugins: '',
    replicas:
      'by askers and answerers, until the one thread of Redis is the limit ({messages / Sentrybox, everything on}/s with all ' +
      'three on two cores)',
  },
  {
    scenarios: ['work'],
    what: 'durable work',
    rows: 'not with the backlog, by design: the teams take turns by index; no scenario measures it',
    plugins: '',
    replicas:
      'by workers, until PostgreSQL is the limit: three transactions per piece ({work / Sentrybox, 50 at a time} pieces/s ' +
      'with two processes)',
  },
  {
    scenarios: ['start'],
    what: 'seconds until everything is ready',
    rows:
      'with the number of migrations on an empty database; {start / Sentrybox, cold} s cold, {start / Sentrybox, warm} s ' +
      'warm',
    plugins: '',
    replicas: 'each process starts alone',
  },
  {
    scenarios: ['idle-memory'],
    what: 'memory at rest',
    rows: 'with networks of warninglists and MaxMind databases, in data',
    plugins: 'not measured',
    replicas:
      'up to {idle-memory / Sentrybox, seven services / largest_mib} MiB per process, all seven together ' +
      '{idle-memory / Sentrybox, seven services} MiB',
  },
];
