import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon } from './Icon';
import styles from './Sheet.module.css';
import { t } from './texts';

interface SheetProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** Comes up from the bottom, and keeps the focus until it is closed: by its button, Escape, or outside of it. */
export function Sheet({ title, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    return () => opened?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={styles.sheet}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => event.target === dialog.current && onClose()}
    >
      <div class={styles.inside}>
        <header class={styles.head}>
          <h2 id={id}>{title}</h2>
          <button type="button" aria-label={t().close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
