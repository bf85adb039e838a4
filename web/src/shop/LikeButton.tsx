import { effect } from '@preact/signals';
import { useState } from 'preact/hooks';
import { api } from '../api/client';
import { explain } from '../api/failure';
import { me, requireLogin } from '../state/session';
import { Icon } from '../ui/Icon';
import { toast } from '../ui/Toast';
import styles from './LikeButton.module.css';
import { t } from './texts';

interface LikeButtonProps {
  id: string;
  name: string;
  liked: boolean;
  onChange?: (liked: boolean) => void;
}

// What was pressed here holds until the lists are read anew. It is of one person.
const pressed = new Map<string, boolean>();
effect(() => {
  if (me.value !== undefined) pressed.clear();
});

/** Shows at once what was pressed, and takes it back if the shop does not hear of it. */
export function LikeButton({ id, name, liked, onChange }: LikeButtonProps) {
  const [shown, setShown] = useState(pressed.get(id) ?? liked);

  const show = (next: boolean) => {
    pressed.set(id, next);
    setShown(next);
    onChange?.(next);
  };

  const press = async () => {
    const next = !shown;
    if (!(await requireLogin())) return;
    show(next);
    try {
      if (next) await api.post('/products/{id}/likes', { path: { id } });
      else await api.delete('/products/{id}/likes', { path: { id } });
    } catch (failure) {
      show(!next);
      toast(explain(failure));
    }
  };

  return (
    <button
      type="button"
      class={styles.like}
      aria-pressed={shown}
      aria-label={t().like(name)}
      onClick={press}
    >
      <Icon name="heart" filled={shown} />
    </button>
  );
}
