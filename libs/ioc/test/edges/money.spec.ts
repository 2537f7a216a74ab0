import {
  base58check,
  bytesOf,
  ethAddress,
  keccak256,
  segwit,
  solAddress,
  spoiled,
  xmrAddress,
  xrpAddress,
} from './coins';
import { describeRows } from './rows';
import type { Row } from './rows';

const seeds = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const hash = (seed: string): Buffer => bytesOf(seed, 20);
const key = (seed: string): Buffer => bytesOf(seed, 32);

/** Each valid address gives a hit, and with one letter changed none. */
function pairs(type: string, name: string, make: (seed: string) => string, before = ''): Row[] {
  return seeds.flatMap((seed): Row[] => {
    const address = make(seed);
    return [
      [`${name}, ${seed}`, `${before}${address}`, [`${type} ${address}`]],
      [`${name} with a letter changed, ${seed}`, `${before}${spoiled(address)}`, []],
    ];
  });
}

const xmrKeys = (seed: string): Buffer => Buffer.concat([key(seed), key(`${seed}2`)]);

const generated: Row[] = [
  ...pairs('btc', 'P2PKH', (seed) => base58check(0x00, hash(seed))),
  ...pairs('btc', 'P2SH', (seed) => base58check(0x05, hash(seed))),
  ...pairs('btc', 'P2WPKH', (seed) => segwit('bc', 0, hash(seed))),
  ...pairs('btc', 'P2WSH', (seed) => segwit('bc', 0, key(seed))),
  ...pairs('btc', 'P2TR', (seed) => segwit('bc', 1, key(seed))),
  ...pairs('ltc', 'Litecoin L', (seed) => base58check(0x30, hash(seed))),
  ...pairs('ltc', 'Litecoin M', (seed) => base58check(0x32, hash(seed))),
  ...pairs('ltc', 'Litecoin ltc1', (seed) => segwit('ltc', 0, hash(seed))),
  ...pairs('trx', 'Tron', (seed) => base58check(0x41, hash(seed))),
  ...pairs('xrp', 'XRP', (seed) => xrpAddress(hash(`x${seed}`))),
  ...pairs('xmr', 'Monero', (seed) => xmrAddress(18, xmrKeys(seed))),
  ...pairs('xmr', 'Monero subaddress', (seed) => xmrAddress(42, xmrKeys(seed))),
];

const integrated = xmrAddress(19, Buffer.concat([xmrKeys('i'), bytesOf('p', 8)]));
const eth = ethAddress(hash('a'));
const wrongCase = eth.replace(/[a-f]/, (letter) => letter.toUpperCase());
const sol = solAddress(key('s'));
const btc = base58check(0x00, hash('a'));
const bc1 = segwit('bc', 0, hash('a'));

const others: Row[] = [
  ['Monero with payment id', integrated, [`xmr ${integrated}`]],
  ...seeds.map((seed): Row => [`ETH ${seed}`, ethAddress(hash(seed)), [`eth ${ethAddress(hash(seed))}`]]),
  ['ETH in lower case', eth.toLowerCase(), [`eth ${eth}`]],
  ['ETH in upper case', `0x${eth.slice(2).toUpperCase()}`, [`eth ${eth}`]],
  ['ETH with a case that does not hold', wrongCase, []],
  ['ETH with a digit too many', `${eth}a`, []],
  ['ETH with a digit too few', eth.slice(0, -1), []],
  ['transaction id', `0x${key('t').toString('hex')}`, []],
  ['ETH zero address', `0x${'0'.repeat(40)}`, []],
  ['Solana after its name', `Solana wallet: ${sol}`, [`sol ${sol}`]],
  ['Solana after SOL', `SOL: ${sol}`, [`sol ${sol}`]],
  ['Solana without a word', `the string ${sol} in`, []],
  ['bech32 in upper case', bc1.toUpperCase(), [`btc ${bc1}`]],
  ['bech32 in mixed case', bc1.slice(0, 20) + bc1.slice(20).toUpperCase(), []],
  ['bech32 of the test network', segwit('tb', 0, hash('a')), []],
  ['payment link', `bitcoin:${btc}?amount=0.1`, [`btc ${btc}`]],
  ['label', `BTC: ${btc}`, [`btc ${btc}`]],
  ['end of sentence', `Pay to ${btc}.`, [`btc ${btc}`]],
  ['brackets', `(${bc1})`, [`btc ${bc1}`]],
  ['explorer', `https://www.blockchain.com/btc/address/${btc}`, [`url https://www.blockchain.com/btc/address/${btc}`]],
  ['letter glued after', `${btc}q`, []],
  ['letter glued before', `q${bc1}`, []],
  ['digits only', '1234567890123456789012345678901234', []],
  ['base64', 'TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAA=', []],
];

describe('the generator of addresses', () => {
  it('agrees with published values', () => {
    expect(keccak256(Buffer.alloc(0)).toString('hex')).toBe(
      'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    );
    expect(segwit('bc', 0, Buffer.from('751e76e8199196d454941c45d1b3a323f1433bd6', 'hex'))).toBe(
      'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    );
    expect(base58check(0, Buffer.alloc(20))).toBe('1111111111111111111114oLvT2');
    expect(xrpAddress(Buffer.alloc(20))).toBe('rrrrrrrrrrrrrrrrrrrrrhoLvTp');
  });
});

describeRows('addresses made from bytes', generated);
describeRows('addresses in text', others);
