interface Words {
  readonly title: string;
  readonly help: string;
}

/** The lines from placed to recognised, in the trade's words. */
export const RECOGNITION_LINES: Readonly<Record<string, Words>> = {
  placed: { title: 'Placed', help: 'Orders placed on these days, at their totals.' },
  waits: { title: 'Not booked yet', help: 'They wait for an exchange rate.' },
  'not-a-sale': { title: 'Not yet a sale', help: 'Not paid by the last of these days.' },
  'before-cut-over': { title: 'Before the start', help: 'Placed before the day from which on this channel is booked.' },
  'not-shipped': { title: 'Not yet shipped', help: 'By the last of these days; it becomes revenue when it ships.' },
  cancelled: { title: 'Cancelled', help: 'What of cancelled orders is no revenue.' },
  reduced: { title: 'Taken off', help: 'Units cancelled, refunded or returned, without a credit of their own.' },
  'changed-later': { title: 'Changed afterwards', help: 'Orders edited after the last of these days.' },
  other: { title: 'For another reason', help: 'Look at these orders one by one.' },
  'given-back': { title: 'Given back', help: 'Credits on orders of these days.' },
  'shipped-from-before': { title: 'Shipped from before', help: 'Placed on other days, shipped on these.' },
  'sold-from-before': { title: 'Became sales', help: 'Placed on other days, paid on these.' },
  'changed-from-before': { title: 'Older orders changed', help: 'Edits, on these days, of orders of other days.' },
  'cancelled-from-before': { title: 'Older orders cancelled', help: 'On these days, of orders of other days.' },
  'given-back-from-before': {
    title: 'Given back of older orders',
    help: 'Credits on these days, of orders of other days.',
  },
  'credit-notes': { title: 'Credit notes', help: 'Those that name no order.' },
  'posted-elsewhere': {
    title: 'Posted on other days',
    help: 'Belongs to these days, which were locked when it came.',
  },
  'posted-here': { title: 'Posted here', help: 'Belongs to other days, which were locked when it came.' },
};

export const lineTitle = (line: string) => RECOGNITION_LINES[line]?.title ?? line;
