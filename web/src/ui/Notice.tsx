import type { ComponentChildren } from 'preact';
import { explain } from '../api/failure';
import { Button } from './Button';
import styles from './Notice.module.css';
import { t } from './texts';

/** What went wrong, where it did; nothing if nothing did. */
export function Failure({ failure, again }: { failure: unknown; again?: () => void }) {
  return (
    <div role="alert" class={styles.alert}>
      {failure !== undefined && (
        <div class={styles.failure}>
          <p>{explain(failure)}</p>
          {again && (
            <Button kind="text" onClick={again}>
              {t().again}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** In place of what is not there. */
export function Empty({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: string;
  children?: ComponentChildren;
}) {
  return (
    <div class={styles.empty}>
      <h2>{title}</h2>
      {hint && <p>{hint}</p>}
      {children}
    </div>
  );
}

/** In place of what is on its way. */
export function Waiting() {
  return (
    <div class={styles.waiting} role="status">
      <span class="unseen">{t().loading}</span>
    </div>
  );
}
