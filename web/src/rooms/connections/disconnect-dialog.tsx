import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useBookName } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { useRefresh } from '../../api/queries.ts';
import { Failure } from '../../ui/states.tsx';

interface Props {
  readonly channel: string;
  readonly onClose: () => void;
}

/** Asks once more, and says what stays. */
export function DisconnectDialog({ channel, onClose }: Props) {
  const book = useBookName();
  const refresh = useRefresh();
  const disconnect = useMutation({
    mutationFn: () =>
      postJson<{ readonly webhooks: 'removed' | 'none' | 'left' }>(
        apiPath(['books', book, 'connections', channel, 'disconnect']),
      ),
    onSuccess: async ({ webhooks }) => {
      await refresh();
      if (webhooks !== 'left') onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      lockScroll={false}
      attributes={{ content: { 'aria-label': `Disconnect ${channel}` } }}
    >
      <div className="dialog">
        <h2>
          Disconnect <bdi>{channel}</bdi>?
        </h2>
        {disconnect.isSuccess ? (
          <p role="status">
            It is disconnected. Its webhooks could not be taken away; the shop may keep calling, and is not answered.
            You can delete them in the shop.
          </p>
        ) : (
          <p className="quiet">
            From then on nothing of it is read, and its webhooks are taken away. What it told stays: the evidence, the
            entries, the certificates. You can connect it again and go on where it stopped.
          </p>
        )}
        {disconnect.error ? <Failure error={disconnect.error} /> : null}
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            {disconnect.isSuccess ? 'Close' : 'Not now'}
          </Button>
          {disconnect.isSuccess ? null : (
            <Button loading={disconnect.isPending} onClick={() => disconnect.mutate()} data-autofocus>
              Disconnect
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}
