import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Schemas } from '../api/client';
import { Picture } from '../ui/Picture';
import { Stamp } from '../ui/Seal';
import styles from './SwipeCard.module.css';

export type Reaction = 'LIKE' | 'DISLIKE';

interface SwipeCardProps {
  look: Schemas['LookCard'];
  /** 0: on top. */
  depth: number;
  leaving?: Reaction | undefined;
  returning?: Reaction | undefined;
  words: Record<Reaction, string>;
  onSwipe: (reaction: Reaction) => void;
  onOpen: () => void;
  onGone: () => void;
}

// Of its width: from there on letting go is swiping.
const far_enough = 0.28;
// Pixels in a millisecond: a flick.
const fast_enough = 0.55;
const moved_min = 6;
const turn_max = 14;
const fly = { duration: 340, easing: 'cubic-bezier(0.3, 0.6, 0.4, 1)' };
const come_back = { duration: 420, easing: 'cubic-bezier(0.3, 1.4, 0.5, 1)' };

const calm = matchMedia('(prefers-reduced-motion: reduce)');

interface Drag {
  x: number;
  y: number;
  /** Held below its middle it turns the other way. */
  turn: number;
  lastX: number;
  lastAt: number;
  speed: number;
}

/** A look that can be dragged: it turns with the finger, springs back, or flies out. */
export function SwipeCard(props: SwipeCardProps) {
  const { look, depth, leaving, returning, words, onSwipe, onOpen, onGone } = props;
  const card = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const at = useRef({ x: 0, y: 0, turn: 0 });

  const place = (x: number, y: number, turn: number) => {
    const style = card.current?.style;
    if (!style || !card.current) return;
    at.current = { x, y, turn };
    const part = x / (card.current.clientWidth * far_enough);
    style.setProperty('transform', `translate(${x}px, ${y}px) rotate(${turn}deg)`);
    style.setProperty('--like', String(Math.min(1, Math.max(0, part))));
    style.setProperty('--pass', String(Math.min(1, Math.max(0, -part))));
  };

  const animate = async (from: string, to: string, timing: typeof fly) => {
    const running = card.current?.animate([{ transform: from }, { transform: to }], {
      ...timing,
      duration: calm.matches ? 0 : timing.duration,
      fill: 'forwards',
    });
    await running?.finished.catch(() => {});
    running?.cancel();
  };

  const out = (reaction: Reaction) =>
    reaction === 'LIKE' ? 'translate(130vw, 40px) rotate(24deg)' : 'translate(-130vw, 40px) rotate(-24deg)';
  const now = () => `translate(${at.current.x}px, ${at.current.y}px) rotate(${at.current.turn}deg)`;

  const gone = useRef(onGone);
  gone.current = onGone;
  // It sets off when it is told where to, and only then.
  useLayoutEffect(() => {
    if (leaving) {
      card.current?.style.setProperty(leaving === 'LIKE' ? '--like' : '--pass', '1');
      void animate(now(), out(leaving), fly).then(() => gone.current());
    } else if (returning) {
      place(0, 0, 0);
      void animate(out(returning), 'none', come_back);
    }
  }, [leaving, returning]);

  const begin = (event: PointerEvent) => {
    if (depth > 0 || leaving || event.button !== 0 || !card.current) return;
    const box = card.current.getBoundingClientRect();
    const turn = event.clientY > box.top + box.height * 0.6 ? -1 : 1;
    drag.current = {
      x: event.clientX,
      y: event.clientY,
      turn,
      lastX: event.clientX,
      lastAt: event.timeStamp,
      speed: 0,
    };
    card.current.setPointerCapture(event.pointerId);
  };

  const move = (event: PointerEvent) => {
    const held = drag.current;
    if (!held || !card.current) return;
    const x = event.clientX - held.x;
    const passed = Math.max(1, event.timeStamp - held.lastAt);
    held.speed = 0.6 * held.speed + 0.4 * ((event.clientX - held.lastX) / passed);
    held.lastX = event.clientX;
    held.lastAt = event.timeStamp;
    place(x, (event.clientY - held.y) * 0.35, (x / card.current.clientWidth) * turn_max * held.turn);
  };

  const release = (event: PointerEvent) => {
    const held = drag.current;
    drag.current = null;
    if (!held || !card.current) return;
    const { x } = at.current;
    const isFlick = Math.abs(held.speed) > fast_enough && held.speed * x > 0;
    if (event.type === 'pointerup' && (Math.abs(x) > card.current.clientWidth * far_enough || isFlick)) {
      onSwipe(x > 0 ? 'LIKE' : 'DISLIKE');
      return;
    }
    const isTap = Math.abs(x) < moved_min && Math.abs(event.clientY - held.y) < moved_min;
    const from = now();
    place(0, 0, 0);
    if (isTap && event.type === 'pointerup') onOpen();
    else void animate(from, 'none', come_back);
  };

  return (
    <div
      ref={card}
      class={styles.card}
      data-depth={depth}
      data-leaving={leaving !== undefined}
      aria-hidden={depth > 0 || leaving !== undefined}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={release}
      onPointerCancel={release}
    >
      <Picture src={look.thumbnailUrl} alt={look.title} eager />
      <span class={styles.like} aria-hidden="true">
        <Stamp word={words.LIKE} />
      </span>
      <span class={styles.pass} aria-hidden="true">
        <Stamp word={words.DISLIKE} tone="ink" />
      </span>
    </div>
  );
}
