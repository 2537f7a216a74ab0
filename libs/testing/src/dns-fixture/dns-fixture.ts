import { createSocket } from 'node:dgram';
import { recordData, readQuery, writeAnswer } from './dns-message';
import type { FixtureRecordType } from './dns-message';

/** Texts of records, or what the server does instead. */
export type DnsPlay = readonly string[] | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'silence' | 'garbage';

export interface DnsFixture {
  /** `127.0.0.1:port` */
  readonly address: string;
  /** What was asked, `A example.com`, in order of arrival. */
  readonly questions: readonly string[];
  /** Replaces the answer to `A example.com`, or to everything with `*`. */
  on(question: string, play: DnsPlay): void;
  close(): Promise<void>;
}

const rcodes = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

/** A DNS server on loopback, UDP, that plays declared answers. What nobody declared is an existing name without data. */
export async function startDnsFixture(plays: Readonly<Record<string, DnsPlay>> = {}): Promise<DnsFixture> {
  const table = new Map(Object.entries(plays));
  const questions: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message, peer) => {
    const query = readQuery(message);
    const question = `${query.type} ${query.name}`;
    questions.push(question);
    const play = table.get(question) ?? table.get('*') ?? [];
    if (play === 'silence') return;
    const answer =
      play === 'garbage'
        ? Buffer.concat([message.subarray(0, 2), Buffer.from([0x81, 0x80, 0xff, 0xff, 0xff])])
        : typeof play === 'string'
          ? writeAnswer(query, rcodes[play], [])
          : // only known types are given records
            writeAnswer(
              query,
              0,
              play.map((text) => recordData(query.type as FixtureRecordType, text)),
            );
    socket.send(answer, peer.port, peer.address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject).bind(0, '127.0.0.1', resolve);
  });
  return {
    address: `127.0.0.1:${String(socket.address().port)}`,
    questions,
    on: (question, play) => {
      table.set(question, play);
    },
    close: () =>
      new Promise((resolve) => {
        socket.close(() => {
          resolve();
        });
      }),
  };
}
