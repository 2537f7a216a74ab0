import { exitCodes } from '../launcher/exit-codes';
import { isReady } from '../launcher/readiness';

/** Docker's health check: whether the service in this container says that it can take requests. */
async function isHealthy(): Promise<boolean> {
  const { HOST: host = '127.0.0.1', PORT: port = '' } = process.env;
  return await isReady(host, port === '' ? await defaultPort() : Number(port));
}

/** Where PORT is not set the service took the default of its app, whose name is in the container's first command line. */
async function defaultPort(): Promise<number> {
  const { appOfCommandLine } = await import('./app-of-command-line.js');
  return appOfCommandLine('/proc/1/cmdline').port;
}

void isHealthy().then((healthy) => {
  process.exit(exitCodes[healthy ? 'ok' : 'serviceFailed']);
});
