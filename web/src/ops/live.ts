import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Audit, type ClusterStatus, cluster_events, lastAudit, readCluster } from './cluster';
import { withColorsOf } from './colors';
import { type Departed, withDeparturesOf } from './departures';
import { type MovedThen, withMovesOf } from './moves';
import { type Readings, withReadingsOf } from './readings';

export interface Live {
  /** Undefined until the first news. */
  cluster?: ClusterStatus;
  /** When the last news came. */
  at: number;
  readings: Readings;
  departed: readonly Departed[];
  /** Of each node, by its name. */
  colors: ReadonlyMap<string, number>;
  /** What has another owner since a moment ago. */
  moved: readonly MovedThen[];
  audit?: Audit | undefined;
  stream: 'opening' | 'live' | 'lost';
  /** Why there is no news, if the shop has said so. */
  failure?: unknown;
}

// The shop says something each second.
const silent_max = 5000;
const reopen_after = 3000;
// Listening is no use of a session: on a wall it would end in half an hour.
const stay_logged_in_every = 600_000;

// A node may be gone before anybody has seen it leaving.
const drained = new Set<string>();

export const live = signal<Live>({
  at: 0,
  readings: new Map(),
  departed: [],
  colors: new Map(),
  moved: [],
  stream: 'opening',
});

const watchers = signal(0);
const isVisible = signal(document.visibilityState === 'visible');
let stream: EventSource | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;

document.addEventListener('visibilitychange', () => {
  isVisible.value = document.visibilityState === 'visible';
});

function take(cluster: ClusterStatus) {
  const before = live.value;
  const at = Date.now();
  const departed = withDeparturesOf(before.departed, before.cluster, cluster, at, drained);
  live.value = {
    cluster,
    at,
    readings: withReadingsOf(before.readings, cluster),
    departed,
    colors: withColorsOf(before.colors, [...cluster.nodes, ...departed]),
    moved: withMovesOf(before.moved, before.cluster, cluster, at),
    audit: lastAudit(before.audit, cluster),
    stream: 'live',
  };
}

function lose(failure?: unknown) {
  live.value = { ...live.value, stream: 'lost', failure };
}

async function openAgain(refused: EventSource) {
  refused.close();
  clearTimeout(silence);
  for (;;) {
    await new Promise((resume) => setTimeout(resume, reopen_after));
    if (stream !== refused) return;
    // Says so if nobody is logged in any more, or is no admin.
    const failure = await readCluster(AbortSignal.timeout(silent_max)).then(
      () => undefined,
      (why: unknown) => why,
    );
    if (stream !== refused) return;
    if (failure === undefined) break;
    lose(failure);
  }
  stream = open();
}

function open() {
  const opened = new EventSource(cluster_events);
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      lose();
      void openAgain(opened);
    }, silent_max);
  };
  listen();
  opened.addEventListener('cluster', ({ data }: MessageEvent<string>) => {
    listen();
    take(JSON.parse(data));
  });
  opened.onerror = () => {
    lose();
    void openAgain(opened);
  };
  return opened;
}

effect(() => {
  const wanted = watchers.value > 0 && isVisible.value;
  if (wanted === (stream !== undefined)) return;
  clearTimeout(silence);
  stream?.close();
  stream = undefined;
  if (!wanted) return;
  live.value = { ...live.peek(), stream: 'opening' };
  stream = open();
});

/** Keeps the news coming for as long as the component is shown, and anybody can see it. */
export function useLive(): Live {
  useEffect(() => {
    watchers.value++;
    const staying = setInterval(() => {
      if (isVisible.value) void readCluster(AbortSignal.timeout(silent_max)).catch(() => {});
    }, stay_logged_in_every);
    return () => {
      watchers.value--;
      clearInterval(staying);
    };
  }, []);
  return live.value;
}

export function noteDrained(id: string) {
  drained.add(id);
}

export function forget(id: string) {
  live.value = { ...live.value, departed: live.value.departed.filter((each) => each.id !== id) };
}
