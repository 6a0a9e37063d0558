import { useBookName } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { useAction } from '../../api/queries.ts';
import { Dialog } from '../../ui/dialog.tsx';

interface Props {
  readonly channel: string;
  readonly onClose: () => void;
}

interface Disconnected {
  readonly webhooks: 'removed' | 'none' | 'left';
}

/** Asks once more, and says what stays. */
export function DisconnectDialog({ channel, onClose }: Props) {
  const book = useBookName();
  const disconnect = useAction(
    () => postJson<Disconnected>(apiPath(['books', book, 'connections', channel, 'disconnect'])),
    ({ webhooks }) => {
      if (webhooks !== 'left') onClose();
    },
  );
  const deed = { name: 'Disconnect', onDo: () => disconnect.mutate(), action: disconnect, isFirst: true };
  return (
    <Dialog
      label={`Disconnect ${channel}`}
      title={
        <>
          Disconnect <bdi>{channel}</bdi>?
        </>
      }
      deed={disconnect.isSuccess ? undefined : deed}
      onClose={onClose}
    >
      {disconnect.isSuccess ? (
        <p role="status">
          It is disconnected. Its webhooks could not be taken away; the shop may keep calling, and is not answered. You
          can delete them in the shop.
        </p>
      ) : (
        <p className="quiet">
          From then on nothing of it is read, and its webhooks are taken away. What it told stays: the evidence, the
          entries, the certificates. You can connect it again and go on where it stopped.
        </p>
      )}
    </Dialog>
  );
}
