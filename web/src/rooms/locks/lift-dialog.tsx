import { useBookName } from '../../address/view.ts';
import { apiPath, deleteJson } from '../../api/client.ts';
import type { Lock } from '../../api/locks.ts';
import { useAction } from '../../api/queries.ts';
import { showDay } from '../../money/dates.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { whatIs } from './standing.ts';

interface Props {
  readonly lock: Lock;
  readonly onClose: () => void;
}

/** Asks once more, since reported figures may change after it. */
export function LiftDialog({ lock: { scheme, through }, onClose }: Props) {
  const book = useBookName();
  const lift = useAction(() => deleteJson(apiPath(['books', book, 'locks'], { scheme })), onClose);
  return (
    <Dialog
      label="Lift a lock"
      title={`Open ${whatIs(scheme)} again?`}
      deed={{ name: 'Lift the lock', onDo: () => lift.mutate(), action: lift, isFirst: true }}
      onClose={onClose}
    >
      <p className="quiet">
        Days through {showDay(through)} take entries again, and figures that were reported for them may change. Entries
        that are there keep their dates. You can close the days again.
      </p>
    </Dialog>
  );
}
