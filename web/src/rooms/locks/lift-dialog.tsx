import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useBookName } from '../../address/view.ts';
import { apiPath, deleteJson } from '../../api/client.ts';
import { useRefresh } from '../../api/queries.ts';
import type { Lock } from '../../api/types.ts';
import { showDay } from '../../money/dates.ts';
import { Failure } from '../../ui/states.tsx';
import { whatIs } from './standing.ts';

/** Asks once more, since reported figures may change after it. */
export function LiftDialog({
  lock: { scheme, through },
  onClose,
}: {
  readonly lock: Lock;
  readonly onClose: () => void;
}) {
  const book = useBookName();
  const refresh = useRefresh();
  const lift = useMutation({
    mutationFn: () => deleteJson(apiPath(['books', book, 'locks'], { scheme })),
    onSuccess: async () => {
      await refresh();
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      lockScroll={false}
      attributes={{ content: { 'aria-label': 'Lift a lock' } }}
    >
      <div className="dialog">
        <h2>Open {whatIs(scheme)} again?</h2>
        <p className="quiet">
          Days through {showDay(through)} take entries again, and figures that were reported for them may change.
          Entries that are there keep their dates. You can close the days again.
        </p>
        {lift.error ? <Failure error={lift.error} /> : null}
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button loading={lift.isPending} onClick={() => lift.mutate()} data-autofocus>
            Lift the lock
          </Button>
        </div>
      </div>
    </Modal>
  );
}
