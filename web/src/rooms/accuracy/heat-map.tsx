import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { certificateRoom, RoomLink } from '../../address/link.tsx';
import type { View } from '../../address/view.ts';
import type { Certificate } from '../../api/certificates.ts';
import type { Day } from '../../api/types.ts';
import { addDays, dayNumber, dayOf, plural, showDay, showMonth } from '../../money/dates.ts';
import { Scrolling } from '../../ui/table.tsx';
import { type Days, VERDICTS } from './measure.ts';
import type { Range } from './range.ts';

const WEEK = 7;
/** Day 0 of all days was a Thursday; weeks begin on Monday. */
const weekdayOf = (day: Day) => (((dayNumber(day) + 3) % WEEK) + WEEK) % WEEK;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -WEEK, ArrowRight: WEEK };

interface Props {
  readonly channel: string;
  readonly days: Days;
  readonly range: Range;
  /** What the address keeps of this room. */
  readonly view: View;
}

/** A channel's days as a calendar: weeks side by side, a sign for each verdict. Arrows walk through it, Enter opens a day. */
export function HeatMap({ channel, days, range, view }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const known = [...days.keys()].filter((day) => day >= range.from && day <= range.to).sort();
  const [chosen, setChosen] = useState<Day | null>(null);
  const stop = chosen !== null && days.has(chosen) ? chosen : known.at(-1);
  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined || stop === undefined) return;
    event.preventDefault();
    const next = nearest(known, addDays(stop, step), step);
    if (next === undefined) return;
    setChosen(next);
    body.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
  };
  const weeks = weeksOf(range);
  const width = weeks.length;
  // Where there is more than fits, the newest days are seen first.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another width calls for scrolling again.
  useEffect(() => {
    const box = body.current?.closest('.scrolling');
    if (box) box.scrollLeft = box.scrollWidth;
  }, [width]);
  return (
    <Scrolling label={`Days of ${channel}`}>
      <table className="heat">
        <caption className="hidden">Verdicts on the days of {channel}; arrow keys walk through them</caption>
        <thead>
          <tr>
            <td />
            {weeks.map((week, index) => (
              <th key={week} scope="col">
                <span className="hidden">Week of {showDay(week)}</span>
                <span aria-hidden="true">{monthOver(weeks, index)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={move}>
          {WEEKDAYS.map((name, weekday) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {weeks.map((week) => {
                const day = addDays(week, weekday);
                return (
                  <td key={week}>
                    {day < range.from || day > range.to ? null : (
                      <Cell
                        day={day}
                        certificate={days.get(day)}
                        isStop={day === stop}
                        room={certificateRoom(channel, day)}
                        view={view}
                      />
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

interface CellProps {
  readonly day: Day;
  readonly certificate: Certificate | undefined;
  /** One day of each calendar is in the order of tabs. */
  readonly isStop: boolean;
  readonly room: string;
  readonly view: View;
}

function Cell({ day, certificate, isStop, room, view }: CellProps) {
  if (certificate === undefined) return <span className="heat-day" title={`${showDay(day)}: not looked at`} />;
  const { verdict, theirs, differing } = certificate;
  const orders = Object.values(theirs).reduce((sum, each) => sum + each.orders, 0);
  const differ = differing.length === 0 ? '' : `, ${plural(differing.length, 'order differs', 'orders differ')}`;
  const label = `${showDay(day)}: ${verdict}, ${plural(orders, 'order')}${differ}`;
  return (
    <RoomLink
      room={room}
      view={view}
      className="heat-day"
      data-day={day}
      data-tone={VERDICTS[verdict].tone}
      tabIndex={isStop ? 0 : -1}
      aria-label={label}
      title={label}
    >
      <span aria-hidden="true">{VERDICTS[verdict].sign}</span>
    </RoomLink>
  );
}

/** The Mondays of the weeks that hold these days. */
function weeksOf({ from, to }: Range): Day[] {
  const weeks: Day[] = [];
  for (let day = dayNumber(from) - weekdayOf(from); day <= dayNumber(to); day += WEEK) weeks.push(dayOf(day));
  return weeks;
}

/** A month stands over the first whole week of it. */
function monthOver(weeks: readonly Day[], index: number): string {
  const [week, before] = [weeks[index], weeks[index - 1]];
  if (week === undefined || before?.slice(0, 7) === week.slice(0, 7)) return '';
  return showMonth(week).slice(0, 3);
}

/** The known day at `wanted`, else the next one in that direction. */
function nearest(known: readonly Day[], wanted: Day, step: number): Day | undefined {
  return step > 0 ? known.find((day) => day >= wanted) : known.findLast((day) => day <= wanted);
}
