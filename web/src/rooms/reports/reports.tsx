import { RoomLink } from '../../address/link.tsx';
import { REPORTS, type ReportName } from '../../shell/rooms.ts';
import { KnownBanner, KnownPicker } from '../../ui/known.tsx';
import { RoomPage } from '../../ui/room.tsx';

export const QUESTIONS: Readonly<Record<ReportName, string>> = {
  'profit-and-loss': 'What was earned and spent, month by month or channel by channel?',
  'balance-sheet': 'What is owned and owed, on a day?',
  'trial-balance': 'What does every account stand at, and do both sides agree?',
  'sales-by-channel': 'What did each channel sell, give back and collect?',
  tax: 'What is due on which return?',
  clearing: 'What have the gateways taken and not paid out?',
};

export function ReportsRoom() {
  return (
    <RoomPage title="Reports" answer="Each figure opens what it is made of, down to the message it came from.">
      <div className="filters no-print">
        <KnownPicker />
      </div>
      <KnownBanner />
      <ul className="doors">
        {Object.entries(REPORTS).map(([name, title]) => (
          <li key={name}>
            <RoomLink room={`reports/${name}`} data-row>
              <strong>{title}</strong>
              <span className="quiet">{QUESTIONS[name as ReportName]}</span>
            </RoomLink>
          </li>
        ))}
      </ul>
    </RoomPage>
  );
}
