import { type PersonalKeys, scrub } from '../scrub.ts';

/** History keeps `data` for what it dates; its notes and reasons are free text. */
const PERSONAL: PersonalKeys = {
  texts: new Set([
    'title',
    'firstName',
    'lastName',
    'emailAddress',
    'phoneNumber',
    'fullName',
    'company',
    'streetLine1',
    'streetLine2',
    'city',
    'postalCode',
    'note',
    'reason',
    'errorMessage',
    'trackingCode',
  ]),
  blobs: new Set(['metadata', 'publicMetadata', 'customFields']),
};

export function redact(payload: unknown): unknown {
  return typeof payload === 'string' ? 'redacted' : scrub(payload, PERSONAL);
}
