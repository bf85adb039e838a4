/** What a file of products may have in its first line, as the API reads it. */
const required = ['storeId', 'name', 'price', 'thumbnailUrl', 'categoryIds', 'imageUrls', 'quantity'];
const optional = ['description', 'size', 'color'];

export const bytes_max = 256 * 1024 * 1024;
const head_bytes = 8192;

export type Problem =
  | { kind: 'type' }
  | { kind: 'size' }
  | { kind: 'empty' }
  | { kind: 'columns'; missing: string[]; unknown: string[] };

/** What is wrong with a file, as far as it can be told before it is sent. */
export async function problemOf(file: File): Promise<Problem | undefined> {
  if (!file.name.toLowerCase().endsWith('.csv') && file.type !== 'text/csv') return { kind: 'type' };
  if (file.size > bytes_max) return { kind: 'size' };
  if (file.size === 0) return { kind: 'empty' };
  const head = await file.slice(0, head_bytes).text();
  const [first = ''] = head.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const columns = first.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1'));
  const missing = required.filter((column) => !columns.includes(column));
  const unknown = columns.filter((column) => !required.includes(column) && !optional.includes(column));
  return missing.length + unknown.length > 0 ? { kind: 'columns', missing, unknown } : undefined;
}

/** A small file that would be taken as it is. The mark in front tells Excel that it is UTF-8. */
export function template(storeId: string, categoryId: string, picture: string, name: string): Blob {
  const columns = [
    ...required.slice(0, 3),
    'description',
    ...required.slice(3, 6),
    'size',
    'color',
    'quantity',
  ];
  const row = (n: number, size: string) =>
    [storeId, `${name} ${n}`, 39000, '', picture, categoryId, picture, size, 'Black', 10].join();
  return new Blob([`\ufeff${[columns.join(), row(1, 'M'), row(2, 'L')].join('\r\n')}\r\n`], {
    type: 'text/csv',
  });
}
