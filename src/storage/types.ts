import pg from 'pg';

/*
 * How values of the database become values of the program, for every connection of ours:
 *
 *   int8            number, refused beyond what a number holds exactly
 *   timestamptz     number of milliseconds since 1970 UTC (what is finer is cut off)
 *   date            string YYYY-MM-DD
 *   timestamp       string, as the database writes it
 *   numeric         string
 *   arrays of them  the same, null staying null
 *   bytea           Buffer
 *   json, jsonb     parsed
 *
 * The driver's own choices would turn a date into an instant of the machine's zone and numeric[] into floats.
 */
type Parser = (text: string) => unknown;

function integer(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} is beyond what a number holds exactly`);
  return value;
}

/** Sessions are in UTC, where the database writes the offset as +00. */
function instant(text: string): number {
  const value = Date.parse(`${text.slice(0, 10)}T${text.slice(11).replace(/\+00$/, 'Z')}`);
  if (Number.isNaN(value)) throw new RangeError(`timestamptz ${text} is no instant of the years 1 to 9999`);
  return value;
}

const verbatim: Parser = (text) => text;

/** For elements that need no quotes in an array's text: numbers and dates do not, instants do. */
const arrayOf =
  (element: Parser): Parser =>
  (text) =>
    text === '{}'
      ? []
      : text
          .slice(1, -1)
          .split(',')
          .map((item) => fromItem(item, element));

const fromItem = (item: string, element: Parser) =>
  item === 'NULL' ? null : element(item.startsWith('"') ? item.slice(1, -1) : item);

const scalars: readonly (readonly [oid: number, array: number, parser: Parser])[] = [
  [20, 1016, integer],
  [1082, 1182, verbatim],
  [1114, 1115, verbatim],
  [1184, 1185, instant],
  [1700, 1231, verbatim],
];

const parsers: ReadonlyMap<number, Parser> = new Map(
  scalars.flatMap(([oid, array, parser]) => [
    [oid, parser],
    [array, arrayOf(parser)],
  ]),
);

export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format),
};
