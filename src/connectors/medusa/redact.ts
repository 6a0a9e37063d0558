import { type PersonalKeys, scrub } from '../scrub.ts';

const PERSONAL: PersonalKeys = {
  texts: new Set([
    'email',
    'first_name',
    'last_name',
    'company',
    'company_name',
    'address_1',
    'address_2',
    'city',
    'postal_code',
    'phone',
    'note',
    'internal_note',
    'tracking_number',
    'tracking_url',
    'label_url',
  ]),
  blobs: new Set(['metadata', 'line_item_metadata', 'data']),
};

export function redact(payload: unknown): unknown {
  return typeof payload === 'string' ? 'redacted' : scrub(payload, PERSONAL);
}
