import { DEFAULT_POLICY, type PolicyBody } from './policy.ts';

/** What `policy set` takes for each key that is one of a list of words. */
const WORDS: { readonly [K in keyof PolicyBody]?: readonly PolicyBody[K][] } = {
  recognition: ['by-channel', 'order', 'fulfilment'],
  discounts: ['separate', 'net'],
  amountOnlyRefundTax: ['pro-rata-when-prices-include-tax', 'pro-rata', 'none'],
  taxPoint: ['recognition'],
  tips: ['income', 'payable'],
};

const NUMBERS: Readonly<Record<string, readonly [number, number]>> = { roundingCap: [0, 100], rateDays: [0, 31] };

const MAPS: ReadonlySet<string> = new Set(['schemes', 'gateways']);

/** A policy setting that cannot be taken, with its remedy. */
export interface BadSetting {
  readonly kind: 'bad-setting';
  readonly cause: string;
  readonly remedy: string;
}

/**
 * A policy body with settings `KEY=VALUE` taken over. Entries of a map are set one by one: `schemes.DE=OSS`,
 * `gateways.system_default=Stripe`; an empty value takes the entry out.
 */
export function withSettings(
  body: PolicyBody,
  settings: readonly string[],
): { readonly kind: 'body'; readonly body: PolicyBody } | BadSetting {
  let next: Record<string, unknown> = { ...body };
  for (const setting of settings) {
    const equals = setting.indexOf('=');
    if (equals < 1) return bad(`'${setting}' is not KEY=VALUE`, 'for example recognition=order');
    const key = setting.slice(0, equals);
    const value = setting.slice(equals + 1);
    const changed = take(next, key, value);
    if ('kind' in changed) return changed as unknown as BadSetting;
    next = changed;
  }
  return { kind: 'body', body: next as unknown as PolicyBody };
}

function take(body: Record<string, unknown>, key: string, value: string): Record<string, unknown> | BadSetting {
  const [head = '', entry] = splitOnce(key, '.');
  if (MAPS.has(head) && entry !== undefined) {
    const { [entry]: _old, ...rest } = body[head] as Record<string, string>;
    return { ...body, [head]: value === '' ? rest : { ...rest, [entry]: value } };
  }
  const words = (WORDS as Readonly<Record<string, readonly string[]>>)[key];
  if (words !== undefined)
    return words.includes(value)
      ? { ...body, [key]: value }
      : bad(`${key} cannot be '${value}'`, `use ${words.join(' or ')}`);
  const range = NUMBERS[key];
  if (range !== undefined) {
    const number = Number.parseInt(value, 10);
    if (String(number) === value && number >= range[0] && number <= range[1]) return { ...body, [key]: number };
    return bad(`${key} cannot be '${value}'`, `use a whole number from ${range[0]} to ${range[1]}`);
  }
  return bad(`there is no policy setting '${key}'`, `settings are ${Object.keys(DEFAULT_POLICY).join(', ')}`);
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function bad(cause: string, remedy: string): BadSetting {
  return { kind: 'bad-setting', cause, remedy };
}
