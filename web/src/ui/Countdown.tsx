import { useEffect, useRef, useState } from 'preact/hooks';
import styles from './Countdown.module.css';

const second = 1000;

function text(left: number) {
  const seconds = Math.max(0, Math.ceil(left / second));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
  return seconds < 3600 ? parts.join(':') : `${Math.floor(seconds / 3600)}:${parts.join(':')}`;
}

/** How long it is until then; `onOver` when it is no more. */
export function Countdown({ until, onOver }: { until: string; onOver: () => void }) {
  const end = new Date(until).getTime();
  const [left, setLeft] = useState(() => end - Date.now());
  const over = useRef(onOver);
  over.current = onOver;
  useEffect(() => {
    const tick = () => {
      setLeft(end - Date.now());
      if (end > Date.now()) return;
      clearInterval(timer);
      over.current();
    };
    const timer = setInterval(tick, second);
    return () => clearInterval(timer);
  }, [end]);
  return (
    <span role="timer" class={styles.time}>
      {text(left)}
    </span>
  );
}
