import { Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { apiPath, deleteJson, postJson } from '../api/client.ts';
import { Dialog } from '../ui/dialog.tsx';
import { CopyText, Failure, Waiting } from '../ui/states.tsx';

/** Where this browser stands after it signed out: a page that asks nothing of the books. */
export const SIGNED_OUT = '/signed-out';

/** What whoever is let in can do about it, at the end of the book's menu, and the dialogs that it leads to. */
export function useSession() {
  const link = useMutation({
    mutationFn: () => postJson<{ readonly path: string }>(apiPath(['session', 'link'])),
    // It lets in whoever has it.
    gcTime: 0,
  });
  const leave = useMutation({
    mutationFn: () => deleteJson(apiPath(['session'])),
    // A page of its own, so that nothing of the books stays in this one.
    onSuccess: () => location.assign(SIGNED_OUT),
  });
  const items = (
    <>
      <Menu.Item leftSection={<span className="tick" />} onClick={() => link.mutate()}>
        Link for another browser …
      </Menu.Item>
      <Menu.Item leftSection={<span className="tick" />} onClick={() => leave.mutate()}>
        Sign out
      </Menu.Item>
    </>
  );
  const dialogs = (
    <>
      {link.isIdle ? null : (
        <Dialog label="Link for another browser" title="Link for another browser" onClose={link.reset}>
          {link.error ? <Failure error={link.error} /> : null}
          {link.isPending ? <Waiting lines={1} /> : null}
          {link.data === undefined ? null : (
            <>
              <CopyText text={`${location.origin}${link.data.path}`} />
              <p className="quiet">
                Open it in a browser on this machine. It opens once, within a day, and is shown only here.
              </p>
            </>
          )}
        </Dialog>
      )}
      {leave.error ? (
        <Dialog label="Sign out" title="This browser is still signed in" onClose={leave.reset}>
          <Failure error={leave.error} />
        </Dialog>
      ) : null}
    </>
  );
  return { items, dialogs };
}

export function SignedOut() {
  useEffect(() => {
    document.title = 'Signed out · Bookkeeper';
  }, []);
  return (
    <div className="start">
      <main className="room">
        <h1>You are signed out</h1>
        <p className="answer">
          To come in again, run <code>bookkeeper link</code> on the machine where Bookkeeper runs, and open the link
          that it prints.
        </p>
      </main>
    </div>
  );
}
