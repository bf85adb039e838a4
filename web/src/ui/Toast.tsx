import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Link } from '../router';
import styles from './Toast.module.css';

interface Note {
  text: string;
  link?: { to: string; text: string };
}

const shown_for = 4000;
const note = signal<Note | null>(null);

/** Tells of something that has worked. What has not is told where it happened. */
export function toast(text: string, link?: Note['link']) {
  note.value = { text, link };
}

export function Toasts() {
  const current = note.value;
  useEffect(() => {
    if (!current) return;
    const timer = setTimeout(() => {
      note.value = null;
    }, shown_for);
    return () => clearTimeout(timer);
  }, [current]);
  return (
    <div class={styles.place} role="status">
      {current && (
        <div class={styles.toast}>
          <span>{current.text}</span>
          {current.link && (
            <Link to={current.link.to} onClick={() => (note.value = null)}>
              {current.link.text}
            </Link>
          )}
        </div>
      )}
    </div>
  );
}
