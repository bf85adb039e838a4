import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, type Schemas, urlOf } from '../api/client';
import { isLoggedIn } from './session';

export interface StockEvent {
  skuId: string;
  available: number;
  stock: Schemas['SkuView']['stock'];
}
export interface OrderEvent {
  orderId: string;
  type: string;
}
export interface LineEvent {
  productId: string;
  place: Schemas['PlaceView'] | null;
}

export interface Watch {
  skus?: string[];
  drops?: string[];
  stock?: (event: StockEvent) => void;
  order?: (event: OrderEvent) => void;
  line?: (event: LineEvent) => void;
  /** Something may have been missed. */
  gap?: () => void;
}

const watched_max = 20;
const reopen_after = 3000;

const watches = new Set<Watch>();
const version = signal(0);
const isVisible = signal(document.visibilityState === 'visible');
let stream: EventSource | undefined;

// A browser has six connections to a server for all its tabs: those that nobody sees give theirs up.
document.addEventListener('visibilitychange', () => {
  isVisible.value = document.visibilityState === 'visible';
  if (isVisible.value) tellGap();
});

function collect(kind: 'skus' | 'drops') {
  const all = new Set([...watches].flatMap((watch) => watch[kind] ?? []));
  return [...all].sort().slice(0, watched_max).join(',');
}

function tellAll<K extends 'stock' | 'order' | 'line'>(kind: K) {
  return ({ data }: MessageEvent<string>) => {
    const event = JSON.parse(data);
    for (const watch of watches) watch[kind]?.(event);
  };
}

const tellGap = () => {
  for (const watch of watches) watch.gap?.();
};

async function openAgain(refused: EventSource, url: string) {
  // Says so if nobody is logged in any more.
  await api.get('/users/me').catch(() => {});
  await new Promise((resume) => setTimeout(resume, reopen_after));
  if (stream !== refused || !isLoggedIn.value) return;
  stream = open(url);
  tellGap();
}

function open(url: string) {
  const opened = new EventSource(url);
  for (const kind of ['stock', 'order', 'line'] as const) opened.addEventListener(kind, tellAll(kind));
  opened.addEventListener('gap', tellGap);
  opened.onerror = () => {
    // It tries again by itself, unless it was refused.
    if (opened.readyState === EventSource.CLOSED) void openAgain(opened, url);
  };
  return opened;
}

let current = '';
effect(() => {
  version.value;
  const wanted = isLoggedIn.value && isVisible.value && watches.size > 0;
  const url = wanted ? urlOf('/events', {}, { skus: collect('skus'), drops: collect('drops') }) : '';
  if (url === current) return;
  current = url;
  stream?.close();
  stream = url ? open(url) : undefined;
});

/** Tells what happens, as it happens, for as long as the component is shown. Null: nothing. */
export function useEvents(watch: Watch | null) {
  const latest = useRef<Watch | null>(watch);
  latest.current = watch;
  const key = watch && `${watch.skus?.join()};${watch.drops?.join()}`;
  useEffect(() => {
    if (key === null) return;
    const mine: Watch = {
      skus: latest.current?.skus,
      drops: latest.current?.drops,
      stock: (event) => latest.current?.stock?.(event),
      order: (event) => latest.current?.order?.(event),
      line: (event) => latest.current?.line?.(event),
      gap: () => latest.current?.gap?.(),
    };
    watches.add(mine);
    version.value++;
    return () => {
      watches.delete(mine);
      version.value++;
    };
  }, [key]);
}
