import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvRow, csvRows } from './csv-rows.ts';

const UTF8 = { delimiter: ',', encoding: 'utf-8' };

/** A file's bytes in pieces of a size. */
async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function rowsOf(content: string | Buffer, format = UTF8, size = 7): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const batch of csvRows(pieces(Buffer.from(content), size), format, 'a.csv')) rows.push(...batch);
  return rows;
}

const cellsOf = async (content: string | Buffer, format = UTF8, size = 7): Promise<(readonly string[])[]> =>
  (await rowsOf(content, format, size)).map(({ cells }) => cells);

describe('csvRows', () => {
  it.each<[string, string, string[][]]>([
    [
      'plain lines',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no end of line at the end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'Windows line ends',
      'a,b\r\n1,2\r\n3,"4"\r\n5,6',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
    ],
    ['empty lines and rows', 'a,b\n\n,\n1,2\n  \n', [['a', 'b'], ['1', '2'], ['  ']]],
    [
      'empty cells',
      'a,b,c\n,2,\n',
      [
        ['a', 'b', 'c'],
        ['', '2', ''],
      ],
    ],
    [
      'quotes, doubled too',
      '"a","b ""x"""\n"1,5",2\n',
      [
        ['a', 'b "x"'],
        ['1,5', '2'],
      ],
    ],
    [
      'line ends in cells',
      'a,b\n"one\ntwo","x\n\n,y"\n3,4\n',
      [
        ['a', 'b'],
        ['one\ntwo', 'x\n\n,y'],
        ['3', '4'],
      ],
    ],
    [
      'a quote inside a cell',
      'a,b\n5" pipe,2\n6" pipe,3\n',
      [
        ['a', 'b'],
        ['5" pipe', '2'],
        ['6" pipe', '3'],
      ],
    ],
    [
      'backslashes and tabs',
      'a\\n,"b\\"\n1\t,2\n',
      [
        ['a\\n', 'b\\'],
        ['1\t', '2'],
      ],
    ],
    [
      'signs beyond ASCII',
      'Müsli,日本,😀\n"Ä",b,c\n',
      [
        ['Müsli', '日本', '😀'],
        ['Ä', 'b', 'c'],
      ],
    ],
  ])('%s', async (_what, content, rows) => {
    for (const size of [1, 2, 7, 1000]) expect(await cellsOf(content, UTF8, size)).toEqual(rows);
  });

  it('gives each row its cells as JSON, and its number in the file', async () => {
    const rows = await rowsOf('a\tb,c\\\n\n"x ""y""\nz",ü\nl,\n');
    expect(rows.map(({ n }) => n)).toEqual([1, 3, 4]);
    expect(rows.map(({ json }) => JSON.parse(json))).toEqual(rows.map(({ cells }) => cells));
  });

  it('reads other delimiters', async () => {
    expect(await cellsOf('a;b\n1,5;"2;3"\n', { delimiter: ';', encoding: 'utf-8' })).toEqual([
      ['a', 'b'],
      ['1,5', '2;3'],
    ]);
    expect(await cellsOf('a\tb\n1\t"2"\n', { delimiter: '\t', encoding: 'utf-8' })).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('reads other encodings, and believes a mark at the beginning more than the profile', async () => {
    const rows = [['Größe', '5 €']];
    const latin = Buffer.concat([Buffer.from('Größe,5 ', 'latin1'), Buffer.from([0x80, 0x0a])]);
    expect(await cellsOf(latin, { delimiter: ',', encoding: 'latin1' })).toEqual(rows);
    expect(await cellsOf('\uFEFFGröße,5 €\n')).toEqual(rows);
    expect(await cellsOf('\uFEFFGröße,5 €\n', { delimiter: ',', encoding: 'latin1' })).toEqual(rows);
    expect(await cellsOf(Buffer.from('\uFEFFGröße,5 €\n', 'utf16le'), { delimiter: ',', encoding: 'latin1' })).toEqual(
      rows,
    );
  });

  it.each([1, 3, 1000])('refuses bytes that are not of the encoding, in pieces of %i', async (size) => {
    const latin = Buffer.from('a,Größe\n', 'latin1');
    await expect(rowsOf(latin, UTF8, size)).rejects.toThrow(
      "a.csv is not utf-8: say how it is written in the profile's files as encoding, perhaps latin1",
    );
    await expect(rowsOf(Buffer.from([0x61, 0xc3]), UTF8, size)).rejects.toThrow('a.csv is not utf-8');
  });

  it('keeps a row that is none apart from those around it', async () => {
    const content = 'a,b\n"1",2\n"x"y"z,3\n"4",5\n';
    const rows = await cellsOf(content, UTF8, 1000);
    expect(rows).toHaveLength(4);
    expect([rows[0], rows[1], rows[3]]).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['4', '5'],
    ]);
  });

  it('takes what follows a quote that nothing closes for one row', async () => {
    expect(await cellsOf('a,b\n1,"2\n3,4\n')).toEqual([['a', 'b'], ['1,"2\n3,4\n']]);
  });

  it('stops at a quote that nothing closes in a large file', async () => {
    const content = `a,b\n1,"2\n${'3,4\n'.repeat(300_000)}`;
    await expect(rowsOf(content, UTF8, 1 << 16)).rejects.toThrow('a.csv, row 2: no end of the row is found');
  });

  it('reads what csv-parse reads, however the file falls into pieces', async () => {
    const cell = fc.oneof(
      fc.constantFrom('', 'a', '1.5', 'x,y', 'x;y', 'say "hi"', '"', 'two\nlines', '\\', '\t', 'ü', ' '),
      fc.string({ maxLength: 5 }).map((text) => text.replaceAll('\r', '')),
    );
    const written = (text: string, quoted: boolean) =>
      quoted || /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const row = fc.tuple(fc.array(cell, { minLength: 1, maxLength: 4 }), fc.boolean());
    const size = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), size, async (rows, pieceSize) => {
        const content = rows.map(([cells, quoted]) => cells.map((one) => written(one, quoted)).join(',')).join('\n');
        const all: string[][] = parse(content.replace(/^\uFEFF/, ''), {
          record_delimiter: '\n',
          relax_column_count: true,
        });
        const read = await rowsOf(content, UTF8, pieceSize);
        expect(read.map(({ cells }) => cells)).toEqual(all.filter((cells) => cells.some((one) => one !== '')));
        expect(read.map(({ json }) => JSON.parse(json))).toEqual(read.map(({ cells }) => cells));
      }),
      { numRuns: 500 },
    );
  });
});
