const SHA256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
const MD5 = '44d88612fea8a8f36de82e1278abb02f';

/** One value of every type, so that no reader can be switched off for the measurement. */
export const EVERY_TYPE = [
  'C2 8.8.8.8, 2001:4860:4860::8888, 9.9.9.9:443, [2001:4860:4860::8844]:853, 5.5.5.0/24 and 5.5.6.1-5.5.6.9.',
  'Domains evil[.]com and duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion, hxxps://evil[.]com/gate.php?id=1.',
  'Mail from billing@evil-invoice[.]com over AS15169, adapter 44:85:00:aa:bb:cc.',
  `md5 ${MD5}, sha1 3395856ce81f2b7382dee72602f798b642f14140, sha224 ${SHA256.slice(0, 56)}`,
  `sha256 ${SHA256}`,
  `sha384 ${SHA256}${MD5}`,
  `sha512 ${SHA256}${SHA256}`,
  `ssdeep 3072:jBpMWzWSrTFNbuCfQDXRDHjMg:tpMWzWSTF9uCfQ tlsh T1${SHA256}abcdef imphash: ${MD5}`,
  `JA3: ${MD5} and t13d1516h2_8daaf6152771_b186095e22b6`,
  'CVE-2021-44228, GHSA-jfh8-c2jp-5v3q, CWE-79, CAPEC-66 and T1059.001.',
  '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9',
  '888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H',
  'TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL rEb8TK3gBgk5auZkwc6sHnwrGVJH8DuaLh',
  'Solana wallet 7v91N7iZ9mNicL8WfG6cgSCKyRXydQjLh6UYBWwm6y1Q, account DE89370400440532013000.',
  'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\evil starts C:\\ProgramData\\evil.exe and \\\\server\\share\\a.dll',
  'drops /tmp/.x/evil and invoice.docm, extension cjpalhdlnbpafiamejdnhcphjbkeiagm',
  'User-Agent: Mozilla/4.0 (compatible; evil)',
  'rule evil { strings: $a = "evil" condition: $a }',
].join('\n');
