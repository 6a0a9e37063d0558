import { expect, test } from 'vitest';
import { Screen } from './screen.ts';
import { layOut, type Table } from './table.ts';

const screen = (columns: number) => new Screen({ COLUMNS: String(columns), NO_COLOR: '1' });

const money: Table = {
  columns: [
    { title: 'Account', min: 8 },
    { title: 'Type', drop: 1 },
    { title: 'Debit', kind: 'money' },
    { title: 'Credit', kind: 'money' },
  ],
  rows: [
    { cells: ['Clearing: stripe EUR', 'asset', '1234.50', '0.00'] },
    { cells: ['Clearing: stripe JPY', 'asset', '-700', '12'] },
    { cells: ['Clearing: stripe KWD', 'asset', '0.000', '1.250'] },
    { cells: ['Total', '', '10.00', ''], tone: 'strong', ruled: true },
  ],
  repeat: 2,
};

test('money stands on its decimal point, whatever its decimals', () => {
  expect(layOut(money, screen(80))).toEqual([
    'Account               Type      Debit  Credit',
    '─────────────────────────────────────────────',
    'Clearing: stripe EUR  asset  1,234.50   –',
    'Clearing: stripe JPY  asset   −700     12',
    'Clearing: stripe KWD  asset      –      1.250',
    '                             ────────',
    'Total                           10.00',
  ]);
});

test('where it is too wide texts are cut, then a column goes', () => {
  expect(layOut(money, screen(40))[2]).toBe('Clearing: stri…  asset  1,234.50   –');
  expect(layOut(money, screen(30))[2]).toBe('Clearing: s…  1,234.50   –');
});

test('what cannot stand side by side stands in blocks', () => {
  expect(layOut(money, screen(20))).toEqual([
    'Account        Debit',
    '────────────────────',
    'Clearing:…  1,234.50',
    'Clearing:…   −700',
    'Clearing:…      –',
    '            ────────',
    'Total          10.00',
    '',
    'Account       Credit',
    '────────────────────',
    'Clearing: s…   –',
    'Clearing: s…  12',
    'Clearing: s…   1.250',
    '',
    'Total',
  ]);
});

test('a text that may goes on below', () => {
  const table: Table = {
    columns: [
      { title: 'No', kind: 'count' },
      { title: 'Why', min: 10, wrap: true },
    ],
    rows: [{ cells: ['7', 'more was paid than is owed'] }, null, { cells: ['12', 'gone'] }],
  };
  expect(layOut(table, screen(18))).toEqual([
    'No  Why',
    '──────────────────',
    ' 7  more was paid',
    '    than is owed',
    '',
    '12  gone',
  ]);
});

test('on the narrowest of lines texts are cut below what they may, and what may not be cut stays whole', () => {
  const table: Table = {
    columns: [{ title: 'Day' }, { title: 'Document', min: 12 }, { title: 'Debit', kind: 'money' }],
    rows: [{ cells: ['2026-11-21', 'order 100000000001', '1234.50'] }],
  };
  expect(layOut(table, screen(30))).toEqual([
    'Day         Document     Debit',
    '──────────────────────────────',
    '2026-11-21  order 1…  1,234.50',
  ]);
  expect(layOut(table, screen(20))[2]).toBe('2026-11-21  orde…  1,234.50');
});

test('what strangers wrote cannot move the cursor', () => {
  const table: Table = { columns: [{ title: '' }], rows: [{ cells: ['a\u001b[2Jb\nc'] }] };
  expect(layOut(table, screen(80))).toEqual(['a [2Jb c']);
});
