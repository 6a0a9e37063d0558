import { isCurrency } from '../../domain/money/currency.ts';
import { instantInZone } from '../../domain/time/when.ts';
import { Trouble } from '../../domain/trouble.ts';
import { conflictOf, formatOf } from './dates.ts';
import { type Condition, type Profile, profileSchema } from './shapes.ts';
import { conditionsOf } from './used.ts';

const PAGE = 'correct it as docs/profiles.md says';

/** Reads a profile file's JSON; what is wrong with it is said in one line, with the place in the file. */
export function parseProfile(json: unknown): Profile {
  const read = profileSchema.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    const place =
      issue === undefined || issue.path.length === 0 ? 'the profile' : `the profile at ${issue.path.join('.')}`;
    throw new Trouble(`${place} is not as it should be (${issue?.message ?? 'not an object'})`, PAGE);
  }
  const flaw = [filesFlaw, localeFlaw, linesFlaw, conditionsFlaw]
    .map((find) => find(read.data))
    .find((found) => found !== null);
  if (flaw !== undefined && flaw !== null)
    throw new Trouble(`profile '${read.data.name}', ${flaw.cause}`, flaw.remedy ?? PAGE);
  return read.data;
}

interface Flaw {
  readonly cause: string;
  readonly remedy?: string;
}

function filesFlaw({
  files,
  document,
  lines,
  charges,
  payments,
  refunds,
  fulfilments,
  cancellations,
}: Profile): Flaw | null {
  const names = Object.keys(files);
  if (names.length === 0) return { cause: 'files: there is none', remedy: 'declare the file that holds the documents' };
  const charged = charges.map((charge, index) => [`charges.${index}`, charge] as const);
  const sections = [...Object.entries({ document, lines, payments, refunds, fulfilments, cancellations }), ...charged];
  for (const [place, section] of sections) {
    const file = section?.file;
    if (file !== undefined && !names.includes(file))
      return { cause: `${place}.file: there is no file '${file}'`, remedy: `name one of ${names.join(', ')}` };
  }
  if (names.length > 1 && document.file === undefined)
    return { cause: 'document.file is missing', remedy: `name one of ${names.join(', ')}` };
  return null;
}

function localeFlaw({ numbers, dates, currency }: Profile): Flaw | null {
  if (numbers.decimal === numbers.thousands)
    return {
      cause: `numbers: '${numbers.decimal}' is both the decimal and the thousands sign`,
      remedy: 'name the two apart',
    };
  const unknown = dates.formats.find((format) => format !== 'iso' && formatOf(format) === null);
  if (unknown !== undefined)
    return {
      cause: `dates.formats: '${unknown}' is no date format`,
      remedy: 'write it as iso, dd.MM.yyyy or MM/dd/yyyy HH:mm',
    };
  const [first, second, text] = conflictOf(dates.formats) ?? [];
  if (first !== undefined)
    return {
      cause: `dates.formats: ${first} and ${second} read ${text} as two days`,
      remedy: 'keep the one the export uses',
    };
  if (instantInZone('2000-01-01 00:00', dates.zone) === null)
    return {
      cause: `dates.zone: there is no time zone '${dates.zone}'`,
      remedy: 'name one such as Europe/Berlin or UTC',
    };
  if (typeof currency === 'string' && !isCurrency(currency))
    return {
      cause: `currency: '${currency}' is not an ISO 4217 currency`,
      remedy: 'name one such as EUR, or a column',
    };
  return null;
}

function linesFlaw({ lines, charges, document, fulfilments, refunds }: Profile): Flaw | null {
  if (lines !== undefined) {
    const { price, amount, discount, before, codes } = lines;
    if ((price === undefined) === (amount === undefined))
      return {
        cause: 'lines: one of price and amount is wanted',
        remedy: 'price times quantity, or amount for the whole line',
      };
    if (discount !== undefined && amount !== undefined)
      return {
        cause: 'lines.discount goes with price',
        remedy: 'with amount, name the column before discount as before',
      };
    if (before !== undefined && price !== undefined)
      return {
        cause: 'lines.before goes with amount',
        remedy: 'with price, name the column of the discount as discount',
      };
    if (codes.length > 0 && lines.code === undefined)
      return { cause: 'lines.codes needs lines.code', remedy: 'name the column of the codes' };
    for (const { code, pattern, kind, account } of codes) {
      if ((code === undefined) === (pattern === undefined))
        return { cause: 'lines.codes: one of code and pattern is wanted' };
      if (pattern !== undefined && !isPattern(pattern))
        return { cause: `lines.codes: '${pattern}' is no regular expression` };
      if (kind === 'other' && account === undefined)
        return { cause: 'lines.codes: an account is missing', remedy: 'name the account, or a kind other than other' };
    }
  }
  const bare = charges.findIndex(({ kind, account }) => kind === 'other' && account === undefined);
  if (bare >= 0)
    return { cause: `charges.${bare}: an account is missing`, remedy: 'name the account, or a kind other than other' };
  if (document.linesTotal !== undefined && document.discount !== undefined)
    return {
      cause: 'document: linesTotal and discount say the same',
      remedy: 'keep the one the export states more surely',
    };
  if (
    lines === undefined &&
    [fulfilments?.lines, fulfilments?.line, refunds?.line].some((column) => column !== undefined)
  )
    return { cause: 'lines are named, but there is no section lines' };
  return null;
}

const TESTS = ['is', 'isNot', 'startsWith', 'matches', 'empty', 'sign'] as const;

function conditionsFlaw(profile: Profile): Flaw | null {
  for (const { place, condition } of conditionsOf(profile)) {
    const found = conditionFlaw(condition);
    if (found !== null) return { cause: `a condition of ${place}: ${found}` };
  }
  return null;
}

function conditionFlaw(condition: Condition): string | null {
  const { column, all, any, not, matches } = condition;
  const tests = TESTS.filter((name) => condition[name] !== undefined).length;
  const joined = [all, any, not].filter((part) => part !== undefined).length;
  if (joined > 1 || (joined === 1) === (column !== undefined)) return 'a column, or one of all, any and not, is wanted';
  if (joined === 1 && tests > 0) return 'all, any and not stand alone';
  if (column !== undefined && tests !== 1) return `one of ${TESTS.join(', ')} is wanted for column '${column}'`;
  if (matches !== undefined && !isPattern(matches)) return `'${matches}' is no regular expression`;
  const parts = [...(all ?? []), ...(any ?? []), ...(not === undefined ? [] : [not])];
  return parts.map(conditionFlaw).find((found) => found !== null) ?? null;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
