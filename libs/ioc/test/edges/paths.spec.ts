import { describeRows } from './rows';
import type { Row } from './rows';

const run = String.raw`Software\Microsoft\Windows\CurrentVersion\Run`;
const K = `registry_key HKEY_CURRENT_USER\\${run}\\Sync`;

const registry: Row[] = [
  ['short hive', `HKCU\\${run}\\Sync`, [K]],
  ['long hive', `HKEY_CURRENT_USER\\${run}\\Sync`, [K]],
  ['drive of PowerShell', `HKCU:\\${run}\\Sync`, [K]],
  ['machine hive', `HKLM\\${run}`, [`registry_key HKEY_LOCAL_MACHINE\\${run}`]],
  ['users hive', String.raw`HKU\S-1-5-18\Software\Sync`, [String.raw`registry_key HKEY_USERS\S-1-5-18\Software\Sync`]],
  [
    'classes hive',
    String.raw`HKCR\exefile\shell\open\command`,
    [String.raw`registry_key HKEY_CLASSES_ROOT\exefile\shell\open\command`],
  ],
  ['quotes', `"HKCU\\${run}\\Sync"`, [K]],
  ['backticks', `\`HKCU\\${run}\\Sync\``, [K]],
  ['end of sentence', `It wrote HKCU\\${run}\\Sync.`, [K]],
  ['brackets', `(HKCU\\${run}\\Sync)`, [K]],
  ['reg command', `reg add "HKCU\\${run}" /v Sync /d x /f`, [`registry_key HKEY_CURRENT_USER\\${run}`]],
  ['reg command without quotes', `reg add HKCU\\${run} /v Sync /f`, [`registry_key HKEY_CURRENT_USER\\${run}`]],
  ['reg file', `[HKEY_CURRENT_USER\\${run}]`, [`registry_key HKEY_CURRENT_USER\\${run}`]],
  ['table', `| HKCU\\${run}\\Sync | persistence |`, [K]],
  [
    'spaces in a key',
    String.raw`HKLM\Software\Windows NT\CurrentVersion`,
    [String.raw`registry_key HKEY_LOCAL_MACHINE\Software\Windows NT\CurrentVersion`],
  ],
  ['doubled backslashes', `"HKCU\\\\${run.replaceAll('\\', '\\\\')}\\\\Sync"`, [K]],
  ['lower case hive', `hkcu\\${run}\\Sync`, [K]],
  ['hive alone', 'the HKLM hive', []],
  ['unknown hive', String.raw`HKXX\Software\Sync`, []],
];

const X = String.raw`windows_path C:\Users\Public\sync.exe`;
const windows: Row[] = [
  ['alone', String.raw`C:\Users\Public\sync.exe`, [X]],
  ['quotes', String.raw`"C:\Users\Public\sync.exe" /q`, [X]],
  ['end of sentence', String.raw`It wrote C:\Users\Public\sync.exe.`, [X]],
  ['brackets', String.raw`(C:\Users\Public\sync.exe)`, [X]],
  ['arguments after it', String.raw`C:\Users\Public\sync.exe /q -x`, [X]],
  ['CSV', String.raw`path,C:\Users\Public\sync.exe,dropper`, [X]],
  [
    'two with a comma',
    String.raw`C:\Users\Public\sync.exe, C:\Windows\Temp\a.dll`,
    [X, String.raw`windows_path C:\Windows\Temp\a.dll`],
  ],
  ['doubled backslashes', String.raw`{"p":"C:\\Users\\Public\\sync.exe"}`, [X]],
  [
    'spaces in a folder',
    String.raw`C:\Program Files\Foo Bar\x.exe`,
    [String.raw`windows_path C:\Program Files\Foo Bar\x.exe`],
  ],
  [
    'round brackets in a folder',
    String.raw`C:\Program Files (x86)\Foo\x.exe`,
    [String.raw`windows_path C:\Program Files (x86)\Foo\x.exe`],
  ],
  ['variable', String.raw`%APPDATA%\sync\a.dll`, [String.raw`windows_path %APPDATA%\sync\a.dll`]],
  ['folder', String.raw`"C:\ProgramData\Sync\"`, [String.raw`windows_path C:\ProgramData\Sync` + '\\']],
  [
    'prose after a folder',
    String.raw`dropped into C:\ProgramData\Sync and started`,
    [String.raw`windows_path C:\ProgramData\Sync`],
  ],
  [
    'rundll32 export',
    String.raw`rundll32.exe C:\Temp\a.dll,Start`,
    ['file_name rundll32.exe', String.raw`windows_path C:\Temp\a.dll`],
  ],
  [
    'debug symbols',
    String.raw`D:\work\loader\Release\loader.pdb`,
    [String.raw`windows_path D:\work\loader\Release\loader.pdb`],
  ],
  ['drive alone', 'on drive C: and D:', []],
  ['regular expression', String.raw`\d+\s*\w`, []],
  ['UNC path', String.raw`\\files-srv\share\a.exe`, [String.raw`unc_path \\files-srv\share\a.exe`]],
  ['UNC path with an address', String.raw`\\203.0.113.7\share\a.exe`, [String.raw`unc_path \\203.0.113.7\share\a.exe`]],
  ['administrative share', String.raw`copied to \\DC01\ADMIN$\x.exe`, [String.raw`unc_path \\DC01\ADMIN$\x.exe`]],
  [
    'UNC path at the end of a sentence',
    String.raw`It is \\files-srv\share\a.exe.`,
    [String.raw`unc_path \\files-srv\share\a.exe`],
  ],
  ['UNC host alone', String.raw`\\files-srv`, []],
];

const unix: Row[] = [
  ['temporary file', '/tmp/.x/agent', ['unix_path /tmp/.x/agent']],
  ['configuration', '/etc/cron.d/sync', ['unix_path /etc/cron.d/sync']],
  ['end of sentence', 'It wrote /etc/cron.d/sync.', ['unix_path /etc/cron.d/sync']],
  ['quotes', "'/usr/local/bin/agent'", ['unix_path /usr/local/bin/agent']],
  ['home', '~/.ssh/authorized_keys', ['unix_path ~/.ssh/authorized_keys']],
  ['Android', '/data/data/com.app.chat/files/x.db', ['unix_path /data/data/com.app.chat/files/x.db']],
  ['macOS', '/Library/LaunchDaemons/com.sync.plist', ['unix_path /Library/LaunchDaemons/com.sync.plist']],
  ['option', '--config=/etc/sync.conf', ['unix_path /etc/sync.conf']],
  ['shell list', 'rm -f /tmp/a;rm -f /tmp/b', ['unix_path /tmp/a', 'unix_path /tmp/b']],
  ['shell interpreter', '#!/bin/sh', ['unix_path /bin/sh']],
  ['path of a URL', 'http://parcel-track.top/etc/passwd', ['url http://parcel-track.top/etc/passwd']],
  ['request target', '"GET /tmp/x HTTP/1.1"', []],
  ['and/or', 'read/write, input/output', []],
  ['closing tag', '<b>x</b>', []],
  ['date', '2026/11/21', []],
  ['unknown root folder', '/foo/bar', []],
  ['root alone', 'the / folder', []],
];

const files: Row[] = [
  ['program', 'sync.exe', ['file_name sync.exe']],
  ['end of sentence', 'It dropped sync.exe.', ['file_name sync.exe']],
  ['library', 'payload.dll', ['file_name payload.dll']],
  ['two extensions', 'invoice.pdf.exe', ['file_name invoice.pdf.exe']],
  ['hidden extension', 'invoice.docx.lnk', ['file_name invoice.docx.lnk']],
  ['upper case', 'SYNC.EXE', ['file_name SYNC.EXE']],
  ['hyphens and underscores', 'my_new-sync.exe', ['file_name my_new-sync.exe']],
  ['digits', '1.exe', ['file_name 1.exe']],
  ['quotes', '"sync.exe"', ['file_name sync.exe']],
  ['archive', 'documents.rar', ['file_name documents.rar']],
  ['script', 'update.ps1', ['file_name update.ps1']],
  ['cyrillic', 'счет.exe', ['file_name счет.exe']],
  ['size after it', 'sync.exe (12 KB)', ['file_name sync.exe']],
  ['readme', 'readme.md', ['file_name readme.md']],
  ['Python script', 'setup.py', ['file_name setup.py']],
  ['Rust source', 'main.rs', ['file_name main.rs']],
  ['Perl script', 'run.pl', ['file_name run.pl']],
  ['shell script', 'install.sh', ['file_name install.sh']],
  ['archive that is a top-level domain', 'invoice.zip', ['file_name invoice.zip']],
  ['video that is a top-level domain', 'holiday.mov', ['file_name holiday.mov']],
  ['shared object', 'libhook.so', ['file_name libhook.so']],
  ['defanged, so a host', 'invoice[.]zip', ['domain invoice.zip']],
  ['with www, so a host', 'www.invoice.zip', ['domain www.invoice.zip']],
  ['with a path, so a host', 'invoice.zip/login', ['url http://invoice.zip/login']],
  ['with a scheme, so a host', 'http://invoice.zip', ['url http://invoice.zip/']],
  ['extension alone', 'all .exe and *.dll files', []],
  ['word and a known extension without a dot', 'the exe file', []],
  ['version', 'v1.exe2', []],
  ['extension and a word', 'sync.exemption', []],
];

describeRows('registry keys', registry);
describeRows('Windows and UNC paths', windows);
describeRows('Unix paths', unix);
describeRows('file names', files);
