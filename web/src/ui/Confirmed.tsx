import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../state/action';
import { Button } from './Button';
import { Failure } from './Notice';
import { Sheet } from './Sheet';

interface ConfirmedProps {
  /** What both buttons say: the one that asks, and the one that does it. */
  label: string;
  title: string;
  /** What will happen. */
  hint: ComponentChildren;
  /** What the way out says. */
  keep: string;
  act: () => Promise<void>;
}

/** A button for what cannot be undone: it says what will happen, before it does. */
export function Confirmed({ label, title, hint, keep, act }: ConfirmedProps) {
  const [asked, setAsked] = useState(false);
  const close = () => setAsked(false);
  const action = useAction(async () => {
    await act();
    close();
  });
  return (
    <>
      <Button kind="text" onClick={() => setAsked(true)}>
        {label}
      </Button>
      {asked && (
        <Sheet title={title} onClose={close}>
          <p>{hint}</p>
          <Failure failure={action.failure} />
          <Button wide busy={action.busy} onClick={() => void action.run()}>
            {label}
          </Button>
          <Button kind="plain" wide onClick={close}>
            {keep}
          </Button>
        </Sheet>
      )}
    </>
  );
}
