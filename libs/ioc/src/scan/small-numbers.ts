import { isAlnum, isDigit } from '../chars';
import type { TextView } from '../refang/text-view';
import { wordBefore } from './context';

/** Four numbers up to 25. One public address in ten thousand is written so, and nearly every version is. */
const SMALL_NUMBERS = /^(?:1?\d|2[0-5])(?:\.(?:1?\d|2[0-5])){3}$/u;
const MAX_LENGTH = '25.25.25.25'.length;

/** Resolvers that anybody may name without a word before them. */
const RESOLVERS: ReadonlySet<string> = new Set([
  '1.0.0.1',
  '1.0.0.2',
  '1.1.1.1',
  '1.1.1.2',
  '4.2.2.1',
  '4.2.2.2',
  '8.8.4.4',
  '8.8.8.8',
  '9.9.9.9',
  '9.9.9.10',
]);

/** Words that an address follows in the prose and the logs of many languages; any other word names a program. */
const BEFORE_ADDRESSES: ReadonlySet<string> = new Set(
  (
    'a an the and or to from at by via with for of on in into is was are were as that this both than against through using ' +
    'behind between toward towards over under like it ip ips ipv4 addr addrs address addresses host hosts hostname server ' +
    'servers src dst source destination client peer remote local proxy relay node nodes c2 c2s c c&c cnc iocs ioc indicator ' +
    'indicators resolver dns nameserver gateway a-record record records ptr resolved resolves resolving contacted contacts ' +
    'contacting connected connects connecting beacons ping curl wget ssh nc telnet nmap traceroute nslookup dig whois get ' +
    'allow deny block blocked drop permit accept reject ban banned tcp udp icmp in out inbound outbound et de du des la le les à au aux depuis vers ' +
    'par y del desde hacia por el los e da do dos para com il dal al di und von zu bei auf an der die den oder mit ' +
    'adresse adressen dirección endereço indirizzo adres i z na do w с из на к по от и или адрес адреса адресу'
  ).split(' '),
);

/**
 * `containerd 1.7.20.1`, `AnyDesk.exe 8.0.9.0`, `Phiên bản 1.0.0.9`: four small numbers right behind a word that no
 * address follows.
 */
export function isNamedRelease(view: TextView, from: number, value: string): boolean {
  if (value.length > MAX_LENGTH || view.at(from - 1) !== 32 || !SMALL_NUMBERS.test(value)) return false;
  const last = view.at(from - 2);
  const isWord = last > 127 || (isAlnum(last) && !isDigit(last));
  return isWord && !RESOLVERS.has(value) && !BEFORE_ADDRESSES.has(wordBefore(view, from));
}
