/** Rows of comma-separated text with quoted fields, doubled quotes and line breaks inside quotes. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endField = (): void => {
    row.push(field);
    field = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '"') {
      if (quoted && text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = !quoted;
    } else if (quoted || !/[,\n\r\ufeff]/.test(char)) {
      field += char;
    } else if (char === ',') {
      endField();
    } else if (char === '\n') {
      endField();
      rows.push(row);
      row = [];
    }
  }
  endField();
  return [...rows, row];
}
