/** Labels of detection names: `Trojan.Win32.Agent.AI` is no host. */
const LABELS: ReadonlySet<string> = new Set(
  (
    'win32 win64 w32 w64 msil trojan trojandownloader trojandropper trojanspy backdoor ransom ransomware heur worm virus adware riskware ' +
    'hacktool pua pup exploit downloader dropper spyware rootkit androidos linux elf vbs w97m x97m o97m psw gen variant malware ' +
    'backdoor:win32 infostealer not-a-virus uds'
  ).split(' '),
);

/** A kind with what narrows it down: `trojan-psw`, `email-worm`. */
const NARROWED_KIND = /^(?:(?:trojan|backdoor|exploit|virus|hacktool)-[a-z]+|(?:net|email|p2p|im)-worm)$/u;

function isDetectionLabel(label: string): boolean {
  return LABELS.has(label) || (label.includes('-') && NARROWED_KIND.test(label));
}

/** Do the labels, in lower case, spell what an antivirus product calls its finding? */
export function isDetectionName(labels: readonly string[]): boolean {
  const last = labels.length - 1;
  const hits = labels.reduce((sum, label, at) => (at < last && isDetectionLabel(label) ? sum + 1 : sum), 0);
  return hits > 1 || (hits > 0 && labels.length > 2 && isDetectionLabel(labels[0] ?? ''));
}
