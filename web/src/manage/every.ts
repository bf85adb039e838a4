import { useEffect, useRef } from 'preact/hooks';

/** Again and again, while anybody can see the page. */
export function useEvery(milliseconds: number, act: () => void) {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const tick = () => document.visibilityState === 'visible' && latest.current();
    const timer = setInterval(tick, milliseconds);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [milliseconds]);
}
