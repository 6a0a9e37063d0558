import type { Random } from './random.ts';
import type { Customer, ShopPlan } from './types.ts';

const FIRST = [
  'Ada',
  'Björn',
  'Chloé',
  'Dev',
  'Elif',
  'Finn',
  'Grace',
  'Hiro',
  'Inés',
  'Jörg',
  'Kaja',
  'Liam',
  'Maeve',
];
const LAST = [
  'Adler',
  'Brontë',
  'Castro',
  "D'Amico",
  'Eriksen',
  'Fischer',
  'García',
  'Hopper',
  'Ito',
  'Jansen',
  'Kaya',
];
const STREETS = ['Harbour Street', 'Mill Lane', 'Lindenstraße', 'Rue du Port', 'Station Road', 'Main Street'];

const GUESTS = 600;

/** An invented customer: addresses below example.com lead nowhere. */
export function customerOf(plan: ShopPlan, random: Random, nextId: () => number): Customer {
  const firstName = random.pick(FIRST);
  const lastName = random.pick(LAST);
  const mailbox = `${firstName}.${lastName}.${random.between(1, 9999)}`.toLowerCase().replaceAll(/[^a-z0-9.]/g, '');
  return {
    id: random.happens(GUESTS) ? 0 : nextId(),
    firstName,
    lastName,
    email: `${mailbox}@example.com`,
    street: `${random.between(1, 120)} ${random.pick(STREETS)}`,
    destination: random.pick(plan.destinations),
  };
}
