import { get } from 'node:http';

/** Addresses that mean "every interface" are asked on the loopback. */
export function probeHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

/** Whether the service says it can take requests. Any other answer, or none within 2 s, is a no. */
export async function isReady(host: string, port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const request = get(
      { host: probeHost(host), port, path: '/health/ready', timeout: 2_000, agent: false },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    request.once('timeout', () => {
      request.destroy();
      resolve(false);
    });
    request.once('error', () => {
      resolve(false);
    });
  });
}
