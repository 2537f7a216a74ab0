import { request } from 'node:http';
import { repeated } from '../stack/repeated';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface RawRequest {
  readonly method: string;
  /** Sent as it is: neither decoded nor normalised, as `fetch` would do. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

const timeoutMs = 30_000;

/** Ends when its client goes: what it says then is not waited for. */
const endless = 'text/event-stream';

/** A request whose path and method reach the server as they are written. @param base `http://host:port` */
export async function rawRequest(base: string, raw: RawRequest): Promise<RawAnswer> {
  return await repeated(() => rawRequestOnce(base, raw));
}

async function rawRequestOnce(base: string, { method, path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  return await new Promise<RawAnswer>((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers: { ...headers }, timeout: timeoutMs }, (answer) => {
      const chunks: Buffer[] = [];
      const end = (): void => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      };
      answer.on('error', reject);
      if (answer.headers['content-type']?.startsWith(endless) === true) {
        end();
        sent.destroy();
        return;
      }
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', end);
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${path} was not answered.`)));
    sent.end(body);
  });
}
