const EXECUTABLE =
  'exe dll sys ocx cpl scr com pif msi msix msp appx jar apk dex ipa dmg pkg deb rpm elf so dylib ko bin app xpi crx vsix class wasm';
const SCRIPT =
  'bat cmd ps1 psm1 psd1 vbs vbe vb js jse mjs ts wsf wsh ws hta sct sh bash zsh csh py pyc pyw pyd pl pm rb php phtml asp aspx ' +
  'jsp jspx jnlp cgi scpt applescript lua au3 ahk reg inf scf lnk url desktop rs go c cc cpp h hpp cs java kt swift m';
const DOCUMENT =
  'hwp hwpx doc docx docm dot dotx dotm xls xlsx xlsm xlsb xlt xltm xlam xll ppt pptx pptm ppsx ppam pub rtf odt ods odp pdf one onepkg ' +
  'eml msg csv tsv txt md log json xml yml yaml toml ini cfg conf config htm html mht mhtml xhtml svg chm hlp wll iqy slk';
const ARCHIVE = 'zip rar 7z gz tgz bz2 xz tar cab ace arj iso img vhd vhdx wim lzh zst lz z gzip udf cpio';
const DATA =
  'dat db sqlite mdb bak tmp temp old dmp pcap pcapng evtx evt etl key pem crt cer der pdb pfx p12 pub gpg asc sig kdbx enc crypt ' +
  'locked jpg jpeg png gif bmp ico webp tif tiff mp3 mp4 mov avi wmv wav mkv flv ttf woff woff2 otf css map mui nls drv job pf ' +
  'ps ai psd torrent yar yara rules sql lock plist manifest mof bmp hta wsc xsl xslt resx inc mm bz do locker cnf heic vmdk ova sqlite3 accdb swp';

/** Endings that are file types; some are top-level domains too. */
const EXTENSIONS: ReadonlySet<string> = new Set(
  [EXECUTABLE, SCRIPT, DOCUMENT, ARCHIVE, DATA].flatMap((group) => group.split(' ')),
);

export function isFileExtension(extension: string): boolean {
  return EXTENSIONS.has(extension);
}

/** Top-level domains where a two-label name in running text is far more often a file than a host. */
const MOSTLY_FILES: ReadonlySet<string> = new Set('zip mov md py rs sh so cab vb pub ps kt go java pm'.split(' '));

/** Top-level domains that are file types too, but where hosts are at least as common. */
const SOMETIMES_FILES: ReadonlySet<string> = new Set(
  'pl cc ai app com cs ms ws one inc dot mm bz do locker'.split(' '),
);

export type NameAmbiguity = 'file' | 'maybe_file' | 'none';

/** How likely is `stem.extension` a file although the extension is a top-level domain? */
export function ambiguityOf(extension: string): NameAmbiguity {
  if (MOSTLY_FILES.has(extension)) return 'file';
  return SOMETIMES_FILES.has(extension) ? 'maybe_file' : 'none';
}
