/** The server's configuration file. `folder` is the server's own; a path with a quote or a line break is refused. */
export function redisConfig(options: { port: number; folder: string; password: string; aof: boolean }): string {
  if (/["\\\n\r]/.test(options.folder)) throw new Error(`Redis cannot keep its data in ${options.folder}`);
  return [
    'bind 127.0.0.1',
    `port ${options.port}`,
    'protected-mode yes',
    `requirepass ${options.password}`,
    `dir "${options.folder}"`,
    `pidfile "${options.folder}/redis.pid"`,
    'daemonize no',
    'logfile ""',
    'loglevel warning',
    // Evicting a queue's keys would lose jobs: writes are refused instead.
    'maxmemory-policy noeviction',
    'save ""',
    `appendonly ${options.aof ? 'yes' : 'no'}`,
    'appendfsync everysec',
    '',
  ].join('\n');
}
