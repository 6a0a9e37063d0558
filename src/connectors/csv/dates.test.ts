import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantInZone } from '../../domain/time/when.ts';
import { atWall, conflictOf, dateReader, formatOf, readingsOf } from './dates.ts';

const utc = (text: string) => Date.parse(text);
const read = (formats: string[], text: string, zone = 'UTC') => dateReader(formats, zone)(text);

describe('dates', () => {
  it.each([
    ['iso', '2026-11-21', '2026-11-21'],
    ['iso', '2026-11-21 10:05', utc('2026-11-21T10:05:00Z')],
    ['iso', '2026-11-21T10:05:06', utc('2026-11-21T10:05:06Z')],
    ['iso', '2026-11-21T10:05:06.789123Z', utc('2026-11-21T10:05:06.789Z')],
    ['iso', '2024-05-01 10:00:00 +0900', utc('2024-05-01T01:00:00Z')],
    ['iso', '2024-05-01T10:00:00-03:30', utc('2024-05-01T13:30:00Z')],
    ['dd.MM.yyyy', '03.04.2026', '2026-04-03'],
    ['d.M.yyyy HH:mm', '3.4.2026 17:08', utc('2026-04-03T17:08:00Z')],
    ['M/d/yyyy h:mm a', '4/3/2026 5:08 PM', utc('2026-04-03T17:08:00Z')],
    ['M/d/yyyy h:mm a', '4/3/2026 12:08 am', utc('2026-04-03T00:08:00Z')],
    ['dd-MMM-yy', '03-Apr-26', '2026-04-03'],
    ["dd.MM.yyyy 'um' HH:mm 'Uhr'", '03.04.2026 um 17:08 Uhr', utc('2026-04-03T17:08:00Z')],
  ])('%s reads %s', (format, text, when) => {
    expect(read([format], text)).toBe(when);
  });

  it.each([
    ['iso', '2026-02-30'],
    ['iso', '2026-13-01'],
    ['iso', '2026-11-21 25:00:00'],
    ['iso', '03/04/2026'],
    ['iso', '0026-11-21'],
    ['iso', '9999-12-31'],
    ['dd.MM.yyyy', '2026-04-03'],
    ['dd.MM.yyyy', '3.4.2026'],
    ['dd.MM.yyyy', '29.02.2025'],
    ['h:mm a d.M.yyyy', '13:08 PM 3.4.2026'],
    ['dd-MMM-yyyy', '03-Xyz-2026'],
  ])('%s refuses %s', (format, text) => {
    expect(read([format], text)).toBeNull();
  });

  it('takes the format a cell fits, whatever came before it', () => {
    const reader = dateReader(['iso', 'dd.MM.yyyy'], 'UTC');
    expect(['2026-04-03', '04.04.2026', '2026-04-05'].map(reader)).toEqual(['2026-04-03', '2026-04-04', '2026-04-05']);
  });

  it.each(['dd.MM', 'yyyy', 'dd.MM.yyyy QQ', 'dd.dd.yyyy'])('%s is no format', (format) => {
    expect(formatOf(format)).toBeNull();
  });

  it('finds formats that read one text as two days', () => {
    expect(conflictOf(['dd/MM/yyyy', 'MM/dd/yyyy'])).toEqual(['dd/MM/yyyy', 'MM/dd/yyyy', '03/04/2026']);
    expect(conflictOf(['dd.MM.yy', 'yy.MM.dd'])).not.toBeNull();
    expect(conflictOf(['iso', 'dd.MM.yyyy', 'dd.MM.yyyy HH:mm', 'M/d/yyyy'])).toBeNull();
  });

  it.each([
    ['03/04/2026', 'dd/MM/yyyy or MM/dd/yyyy'],
    ['13/04/2026', 'dd/MM/yyyy'],
    ['04/13/2026', 'MM/dd/yyyy'],
    ['soon', null],
  ])('of %s asks for %s', (text, readings) => {
    expect(readingsOf(text)).toBe(readings);
  });
});

describe('wall clocks', () => {
  const zones = [
    'America/Sao_Paulo',
    'Europe/London',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'America/St_Johns',
    'UTC',
  ];

  it('agrees with the zone rules at every time, also where the clock is changed', () => {
    const minutes = fc.integer({ min: Date.UTC(2015, 0, 1) / 60_000, max: Date.UTC(2027, 0, 1) / 60_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), minutes, (zone, minute) => {
        const wall = minute * 60_000;
        expect(atWall(wall, zone)).toBe(instantInZone(new Date(wall).toISOString().slice(0, 19), zone));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['America/Sao_Paulo', '2017-10-15 00:30:00'],
    ['America/Sao_Paulo', '2017-02-18 23:30:00'],
    ['Europe/London', '2026-03-29 01:30:00'],
    ['Europe/London', '2026-10-25 01:30:00'],
    ['Australia/Lord_Howe', '2026-10-04 02:15:00'],
  ])('%s at %s: a time skipped or doubled takes the earlier reading', (zone, text) => {
    expect(dateReader(['iso'], zone)(text)).toBe(instantInZone(text, zone));
  });
});
