import { expect, test } from 'vitest';
import { readRates } from './rates.ts';

const HEADER = 'date,currency,quote,rate\n';

function lines(csv: string): string[] | string {
  const read = readRates(csv);
  if (read.kind === 'invalid') return `line ${read.line}: ${read.problem}`;
  return read.rates.map(({ date, currency, quote, units }) => `${date} ${currency}/${quote} ${units}`);
}

test('reads one rate a line', () => {
  const csv = `\uFEFFDate,Currency,Quote,Rate\r\n2026-11-21,EUR,USD,1.0842\r\n\r\n2026-11-21,JPY,USD,0.0064\r\n`;
  expect(lines(csv)).toEqual(['2026-11-21 EUR/USD 10842000000', '2026-11-21 JPY/USD 64000000']);
});

test("reads the European Central Bank's table: units per euro, gaps, a comma at the end", () => {
  const csv = 'Date,USD,JPY,CYP,\n2026-04-13,1.1684,186.75,N/A,\n2026-04-10,N/A,186.43,0.58,\n';
  expect(lines(csv)).toEqual([
    '2026-04-13 EUR/USD 11684000000',
    '2026-04-13 EUR/JPY 1867500000000',
    '2026-04-10 EUR/JPY 1864300000000',
  ]);
  expect(readRates(csv)).toMatchObject({ notInIso: ['CYP'] });
});

test('takes a repeated line once, and refuses one that says otherwise', () => {
  const line = '2026-11-21,EUR,USD,1.1\n';
  expect(lines(HEADER + line + line)).toEqual(['2026-11-21 EUR/USD 11000000000']);
  expect(lines(`${HEADER}${line}2026-11-21,EUR,USD,1.2\n`)).toBe(
    'line 3: EUR/USD of 2026-11-21 has another rate above',
  );
});

test.each([
  ['', 'line 1: empty: a header is expected'],
  ['when,what\n', 'line 1: header "when,what": expected date,currency,quote,rate or Date,USD,JPY,…'],
  [`${HEADER}2026-02-30,EUR,USD,1.1\n`, 'line 2: "2026-02-30" is no day: expected YYYY-MM-DD'],
  [`${HEADER}2026-11-21,EUR,USD\n`, 'line 2: 3 columns: expected date,currency,quote,rate'],
  [`${HEADER}2026-11-21,EUR,XYZ,1.1\n`, 'line 2: "XYZ" is no currency of ISO 4217'],
  [`${HEADER}2026-11-21,EUR,EUR,1\n`, 'line 2: EUR to itself'],
  [`${HEADER}\n2026-11-21,EUR,USD,"1,1"\n`, 'line 3: "1,1" is no rate: expected a positive decimal such as 1.0842'],
  [`${HEADER}2026-11-21,EUR,USD,-1\n`, 'line 2: "-1" is no rate: expected a positive decimal such as 1.0842'],
  [`${HEADER}2026-11-21,EUR,USD,0.00000000001\n`, 'line 2: 0.00000000001 is finer than 10 decimals'],
  [`${HEADER}2026-11-21,EUR,USD,10000000000\n`, 'line 2: 10000000000 is too large'],
  ['Date,USD\n2026-11-21,1.1,1.2\n', 'line 2: 3 columns: the header has 2'],
])('says what is wrong and where: %j', (csv, problem) => {
  expect(lines(csv)).toBe(problem);
});
