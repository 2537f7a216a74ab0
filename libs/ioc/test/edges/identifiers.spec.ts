import { describeRows } from './rows';
import type { Row } from './rows';

const L = 'cve CVE-2021-44228';

const vulnerabilities: Row[] = [
  ['CVE', 'CVE-2021-44228', [L]],
  ['lower case', 'cve-2021-44228', [L]],
  ['end of sentence', 'fixed CVE-2021-44228.', [L]],
  ['brackets', '(CVE-2021-44228)', [L]],
  ['nickname glued by a slash', 'Log4Shell/CVE-2021-44228', [L]],
  ['hyphen U+2010', 'CVE‐2021‐44228', [L]],
  ['no-break hyphen', 'CVE‑2021‑44228', [L]],
  ['figure dash', 'CVE‒2021‒44228', [L]],
  ['en dash', 'CVE–2021–44228', [L]],
  ['em dash', 'CVE—2021—44228', [L]],
  ['horizontal bar', 'CVE―2021―44228', [L]],
  ['four digits', 'CVE-1999-0067', ['cve CVE-1999-0067']],
  ['seven digits', 'CVE-2026-1000123', ['cve CVE-2026-1000123']],
  ['list', 'CVE-2021-44228,CVE-2021-45046', [L, 'cve CVE-2021-45046']],
  ['list with slashes', 'CVE-2021-44228/CVE-2021-45046', [L, 'cve CVE-2021-45046']],
  [
    'in a URL only the URL',
    'https://nvd.nist.gov/vuln/detail/CVE-2021-44228',
    ['url https://nvd.nist.gov/vuln/detail/CVE-2021-44228'],
  ],
  ['hash tag', '#CVE-2021-44228', [L]],
  ['JSON', '{"cve":"CVE-2021-44228"}', [L]],
  ['footnote', 'CVE-2021-44228[4]', [L]],
  ['three digits', 'CVE-2021-123', []],
  ['twenty digits', `CVE-2021-${'1'.repeat(20)}`, []],
  ['year before the list began', 'CVE-1998-1234', []],
  ['letters after the number', 'CVE-2021-44228abc', []],
  ['word before', 'XCVE-2021-44228', []],
  ['placeholder', 'CVE-2021-XXXX', []],
  ['GHSA', 'GHSA-jfh8-c2jp-5v3q', ['ghsa GHSA-jfh8-c2jp-5v3q']],
  ['GHSA in upper case', 'GHSA-JFH8-C2JP-5V3Q', ['ghsa GHSA-jfh8-c2jp-5v3q']],
  ['GHSA with a letter outside its alphabet', 'GHSA-jfh8-c2jp-5v3a', []],
  ['GHSA with a group too few', 'GHSA-jfh8-c2jp', []],
  ['CWE', 'CWE-79', ['cwe CWE-79']],
  ['CWE in lower case', 'cwe-502:', ['cwe CWE-502']],
  ['CWE list', 'CWE-79, CWE-89', ['cwe CWE-79', 'cwe CWE-89']],
  ['CWE with a name', 'CWE-22: Path Traversal', ['cwe CWE-22']],
  ['CWE without a number', 'CWE-ID and CWE', []],
  ['CWE glued to a word', 'MCWE-79', []],
  ['CAPEC', 'CAPEC-66', ['capec CAPEC-66']],
  ['CAPEC in prose', 'mapped to CAPEC-242.', ['capec CAPEC-242']],
];

const attack: Row[] = [
  ['technique', 'T1059', ['attack T1059']],
  ['sub-technique', 'T1059.001', ['attack T1059.001']],
  ['sub-technique at the end of a sentence', 'used T1059.001.', ['attack T1059.001']],
  ['technique at the end of a sentence', 'used T1059.', ['attack T1059']],
  ['technique with a name', 'T1547.001 - Registry Run Keys', ['attack T1547.001']],
  ['brackets', 'Phishing (T1566)', ['attack T1566']],
  ['square brackets', '[T1566.002]', ['attack T1566.002']],
  ['table', '| TA0001 | T1566.001 | Spearphishing |', ['attack TA0001', 'attack T1566.001']],
  ['tabs', 'Execution\tT1204.002\tUser Execution', ['attack T1204.002']],
  ['tactic', 'TA0043', ['attack TA0043']],
  ['software', 'Mimikatz (S0002)', ['attack S0002']],
  ['software with four digits', 'S1088', ['attack S1088']],
  ['group', 'APT29 (G0016)', ['attack G0016']],
  ['mitigation', 'M1036', ['attack M1036']],
  ['list', 'T1003,T1055/T1105', ['attack T1003', 'attack T1055', 'attack T1105']],
  [
    'ATT&CK page',
    'https://attack.mitre.org/techniques/T1059/001/',
    ['url https://attack.mitre.org/techniques/T1059/001/'],
  ],
  ['before the first technique', 'the T1000 of the film', []],
  ['word before', 'XT1059', []],
  ['digit too many', 'T10599', []],
  ['two digits in the sub-technique', 'T1059.01', []],
  ['paper size and camera', 'G7 and S3 and M1', []],
  ['letters after it', 'T1059abc', []],
];

const others: Row[] = [
  ['AS number', 'AS64511', ['asn AS64511']],
  ['AS number in lower case', 'as64511', ['asn AS64511']],
  ['ASN and a space', 'ASN 64511', ['asn AS64511']],
  ['ASN and a colon', 'ASN: 64511', ['asn AS64511']],
  ['ASN glued', 'ASN64511', ['asn AS64511']],
  ['AS number and its name', 'AS64511 (EXAMPLE-NET)', ['asn AS64511']],
  ['greatest AS number', 'AS4294967295', ['asn AS4294967295']],
  ['AS number that is too high', 'AS4294967296', []],
  ['AS and a space', 'as 2026 began', []],
  ['word before', 'CLASS64511', []],
  ['letters after it', 'AS64511X', []],
  ['MAC with colons', '00:1b:44:11:3a:b7', ['mac 00:1b:44:11:3a:b7']],
  ['MAC with hyphens', '00-1B-44-11-3A-B7', ['mac 00:1b:44:11:3a:b7']],
  ['MAC with dots', '001b.4411.3ab7', ['mac 00:1b:44:11:3a:b7']],
  [
    'MAC in a log',
    'DHCPACK to 203.0.113.7 (00:1b:44:11:3a:b7) via eth0',
    ['ipv4 203.0.113.7', 'mac 00:1b:44:11:3a:b7'],
  ],
  ['MAC with five octets', '00:1b:44:11:3a', []],
  ['MAC with seven octets', '00:1b:44:11:3a:b7:00', []],
  ['MAC with mixed separators', '00:1b-44:11-3a:b7', []],
  ['MAC with a letter outside hexadecimal', '00:1g:44:11:3a:b7', []],
  ['Chrome extension', 'aapocclcgogkmnckokdopfmhonfmgoek', ['chrome_extension aapocclcgogkmnckokdopfmhonfmgoek']],
  [
    'Chrome extension in its store',
    'https://chromewebstore.google.com/detail/x/aapocclcgogkmnckokdopfmhonfmgoek',
    ['url https://chromewebstore.google.com/detail/x/aapocclcgogkmnckokdopfmhonfmgoek'],
  ],
  ['Chrome extension, 31 letters', 'aapocclcgogkmnckokdopfmhonfmgoe', []],
  ['Chrome extension, 33 letters', 'aapocclcgogkmnckokdopfmhonfmgoeka', []],
  ['Chrome extension with a letter after p', 'aapocclcgogkmnckokdopfmhonfmgoeq', []],
  [
    'user agent in a header',
    'User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
    ['user_agent Mozilla/5.0 (Windows NT 10.0; Win64; x64)'],
  ],
  [
    'user agent in lower case',
    'user-agent: curl/8.5.0\r\nHost: parcel-track.top',
    ['user_agent curl/8.5.0', 'domain parcel-track.top'],
  ],
  ['user agent without a value', 'User-Agent:\r\nAccept: */*', []],
  ['user agent in prose', 'the user agent was strange', []],
  ['IBAN in groups', 'IBAN DE89 3704 0044 0532 0130 00.', ['iban DE89370400440532013000']],
  ['IBAN in one run', 'DE89370400440532013000', ['iban DE89370400440532013000']],
  ['IBAN of the United Kingdom', 'GB82WEST12345698765432', ['iban GB82WEST12345698765432']],
  ['IBAN of Norway', 'NO93 8601 1117 947', ['iban NO9386011117947']],
  ['IBAN with wrong check digits', 'DE88370400440532013000', []],
  ['IBAN that is too short', 'DE8937040044053201300', []],
  ['IBAN of a country without', 'US89370400440532013000', []],
];

const rule = `rule Win_Dropper : trojan
{
  meta:
    author = "lab"
  strings:
    $a = "cmd.exe /c" nocase
    $b = { 4D 5A ?? 00 }
  condition:
    $a and $b
}`;
const other = rule.replace('Win_Dropper', 'Other');
const yara: Row[] = [
  ['rule', rule, [`yara_rule ${rule}`, 'file_name cmd.exe']],
  ['private rule, from the keyword on', `private ${rule}`, [`yara_rule ${rule}`, 'file_name cmd.exe']],
  [
    'two rules',
    `${rule}\n\n${other}`,
    [`yara_rule ${rule}`, 'file_name cmd.exe', `yara_rule ${other}`, 'file_name cmd.exe'],
  ],
  ['rule between paragraphs', `Use this:\n\n${rule}\n\nThen scan.`, [`yara_rule ${rule}`, 'file_name cmd.exe']],
  ['rule in a Markdown fence', `\`\`\`yara\n${rule}\n\`\`\``, [`yara_rule ${rule}`, 'file_name cmd.exe']],
  ['rule without a condition', 'rule Nothing { meta: a = 1 }', []],
  ['prose with the word', 'As a rule {of thumb} we block.', []],
  ['CSS', '@media print { a { color: red } }', []],
];

describeRows('vulnerabilities and weaknesses', vulnerabilities);
describeRows('ATT&CK ids', attack);
describeRows('numbers, names and labels', others);
describeRows('YARA rules', yara);
