import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { meter } from './meter';
import { openSocket } from './open-socket';
import type { Passage } from './passage';
import { tunnelTarget } from './proxy-target';

/** Without a byte in either direction. */
export const idleTimeoutMs = 60_000;

/** Serves CONNECT: opens the judged address and carries bytes both ways until one side ends. Never rejects. */
export async function tunnel(passage: Passage, authority: string, client: Socket, head: Buffer): Promise<void> {
  const { lease, policy, dial } = passage;
  lease.hold(client);
  let upstream: Socket;
  try {
    passage.target = tunnelTarget(lease.profile, authority);
    if (passage.target === undefined) {
      passage.refuseMalformed();
      return;
    }
    upstream = await openSocket(lease.profile, passage.target, policy, dial);
  } catch (error) {
    passage.refuse(error);
    return;
  }
  lease.hold(upstream);
  const idle = { isOver: false };
  for (const socket of [client, upstream]) {
    socket.setTimeout(idleTimeoutMs, () => {
      idle.isOver = true;
      socket.destroy();
    });
  }
  client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  if (head.length > 0) {
    client.unshift(head);
  }
  const up = meter(lease, (count) => (passage.bytesSent += count));
  const down = meter(lease, (count) => (passage.bytesReceived += count));
  // How the two ends part is their own affair; `cut` is what this proxy did.
  await Promise.allSettled([pipeline(client, up, upstream), pipeline(upstream, down, client)]);
  passage.end(idle.isOver || lease.hasCut ? 'cut' : 'ok');
}
