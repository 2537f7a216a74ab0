import type { Desk, Line } from './desk';

const two = (value: number): string => String(value).padStart(2, '0');

const clock = ({ index }: Desk): string =>
  `${two(8 + (Math.floor(index / 3_600) % 12))}:${two(Math.floor(index / 60) % 60)}:${two(index % 60)}`;

const port = ({ dice }: Desk): string => String(32_768 + dice.below(28_000));

const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

const firewall: Line = (desk) =>
  `date=2026-03-04 time=${clock(desk)} devname="fw-edge-1" devid="FGT60FTK20000000" logid="0000000013" type="traffic" ` +
  `subtype="forward" level="notice" vd="root" srcip=${desk.network.inside()} srcport=${port(desk)} srcintf="lan" ` +
  `srcintfrole="lan" dstip=${desk.network.outside()} dstport=443 dstintf="wan1" dstintfrole="wan" srccountry="Reserved" ` +
  `dstcountry="Germany" sessionid=${String(desk.dice.below(9_000_000))} proto=6 action="close" policyid=12 ` +
  `service="HTTPS" trandisp="snat" duration=${String(desk.dice.below(240))} sentbyte=${String(desk.dice.below(90_000))} ` +
  `rcvdbyte=${String(desk.dice.below(900_000))} sentpkt=14 rcvdpkt=17 appcat="unscanned"`;

const segment: Line = (desk) =>
  `Mar  4 ${clock(desk)} fw-core %ASA-6-302013: Built inbound TCP connection ${String(desk.dice.below(9_000_000))} for ` +
  `clients:${desk.network.inside()}/${port(desk)} (${desk.network.inside()}/${port(desk)}) to servers:10.2.0.${String(
    desk.dice.below(40) + 5,
  )}/445 (10.2.0.20/445)`;

const dns: Line = (desk) => {
  const name = desk.network.hostName();
  return `04-Mar-2026 ${clock(desk)}.281 queries: info: client @0x7f3ab4 ${desk.network.inside()}#${port(desk)} (${name}): query: ${name} IN A +E(0)K (10.2.0.53)`;
};

const tunnel: Line = (desk) =>
  `1772619693.281 ${String(desk.dice.below(900))} ${desk.network.inside()} TCP_TUNNEL/200 ${String(desk.dice.below(90_000))} ` +
  `CONNECT ${desk.network.hostName()}:443 ${desk.network.user()} HIER_DIRECT/${desk.network.outside()} -`;

const download: Line = (desk) =>
  `1772619693.774 ${String(desk.dice.below(900))} ${desk.network.inside()} TCP_MISS/200 ${String(desk.dice.below(90_000))} ` +
  `GET http://${desk.network.hostName()}/assets/${desk.dice.hex(6)}/app.js?v=${String(desk.dice.below(500))} ` +
  `${desk.network.user()} HIER_DIRECT/${desk.network.outside()} application/javascript`;

const web: Line = (desk) =>
  `${desk.network.outside()} - - [04/Mar/2026:${clock(desk)} +0100] "GET /account/orders/${String(desk.dice.below(90_000))}?page=${String(
    desk.dice.below(9),
  )} HTTP/1.1" 200 ${String(desk.dice.below(60_000))} "https://shop.corp.example/account" "${AGENT}"`;

const process: Line = (desk) =>
  `{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","UtcTime":"2026-03-04 ${clock(desk)}.417",` +
  `"Computer":"WS-${String(desk.dice.below(400))}","ProcessId":${String(desk.dice.below(20_000))},` +
  `"Image":"C:\\\\Windows\\\\System32\\\\svchost.exe","CommandLine":"svchost.exe -k netsvcs -p -s Schedule",` +
  `"User":"CORP\\\\${desk.network.user()}","LogonId":"0x3e7","IntegrityLevel":"System",` +
  `"Hashes":"MD5=${desk.dice.hex(32)},SHA256=${desk.dice.hex(64)}",` +
  `"ParentImage":"C:\\\\Windows\\\\System32\\\\services.exe","ParentCommandLine":"services.exe"}`;

const logon: Line = (desk) =>
  `<13>1 2026-03-04T${clock(desk)}Z dc1 Security 4624 - An account was successfully logged on. LogonType=3 ` +
  `TargetUserName=${desk.network.user()} TargetDomainName=CORP WorkstationName=WS-${String(desk.dice.below(400))} ` +
  `LogonProcessName=Kerberos AuthenticationPackageName=Kerberos IpAddress=${desk.network.inside()} IpPort=${port(desk)}`;

const sshd: Line = (desk) =>
  `Mar  4 ${clock(desk)} bastion sshd[${String(desk.dice.below(30_000))}]: Accepted publickey for deploy from ` +
  `${desk.network.inside()} port ${port(desk)} ssh2: ED25519 SHA256:nq1dGdzS0cRr7eJb2o4pXcGk3dM`;

const cron: Line = (desk) =>
  `Mar  4 ${clock(desk)} app-3 CRON[${String(desk.dice.below(30_000))}]: (root) CMD (/usr/local/sbin/rotate --quiet --keep 14)`;

const service: Line = (desk) =>
  `Mar  4 ${clock(desk)} app-3 systemd[1]: session-${String(desk.dice.below(9_000))}.scope: Deactivated successfully.`;

const application: Line = (desk) =>
  `{"time":"2026-03-04T${clock(desk)}.${String(desk.dice.below(900) + 100)}Z","level":"info","service":"billing","message":"request finished",` +
  `"route":"POST /invoices/:id/send","status":200,"duration_ms":${String(desk.dice.below(300))},"tenant":"t-${String(
    desk.dice.below(30),
  )}","trace_id":"${desk.dice.hex(32)}"}`;

const database: Line = (desk) =>
  `2026-03-04 ${clock(desk)}.417 UTC [812] billing@billing LOG:  duration: ${String(desk.dice.below(900))}.417 ms  statement: ` +
  'SELECT id, state, total FROM orders WHERE tenant = $1 AND state <> $2 ORDER BY created_at DESC LIMIT 50';

const mail: Line = (desk) =>
  `Mar  4 ${clock(desk)} mx1 postfix/qmgr[911]: ${desk.dice.hex(10).toUpperCase()}: from=<news-${String(desk.dice.below(900))}@` +
  `${desk.network.hostName()}>, size=${String(desk.dice.below(90_000))}, nrcpt=1 (queue active)`;

const alert: Line = (desk) =>
  `{"timestamp":"2026-03-04T${clock(desk)}.281394+0100","flow_id":${String(desk.dice.below(2_000_000_000))},"event_type":"alert",` +
  `"src_ip":"${desk.network.inside()}","src_port":${port(desk)},"dest_ip":"${desk.network.outside()}","dest_port":80,"proto":"TCP",` +
  `"alert":{"action":"allowed","gid":1,"signature_id":2013028,"rev":7,"signature":"POLICY curl user agent outbound",` +
  `"category":"Attempted Information Leak","severity":2},"http":{"hostname":"${desk.network.hostName()}","http_method":"GET"}}`;

/** Lines of each kind in a hundred, as a network of a few hundred clients sends them. The weights are an estimate. */
const LOG_LINES: readonly (readonly [weight: number, line: Line])[] = [
  [22, firewall],
  [8, segment],
  [16, dns],
  [10, tunnel],
  [4, download],
  [9, web],
  [6, process],
  [6, logon],
  [3, sshd],
  [3, cron],
  [3, service],
  [4, application],
  [2, database],
  [3, mail],
  [1, alert],
];

const TOTAL = LOG_LINES.reduce((sum, [weight]) => sum + weight, 0);

export function logLine(desk: Desk): string {
  let left = desk.dice.below(TOTAL);
  for (const [weight, line] of LOG_LINES) {
    left -= weight;
    if (left < 0) return line(desk);
  }
  return service(desk);
}
