import { texts } from '../i18n';
import { isAlive, isLeaving, type NodeStatus } from './cluster';
import type { Departed } from './departures';
import { clock, megabytes, percent, rate, whole } from './format';
import { forget } from './live';
import styles from './NodeCard.module.css';
import { type Point, type Rates, type Reading, ratesOf, trailOf } from './readings';
import { Sparkline } from './Sparkline';
import { Swatch } from './Swatch';

const lease = 3000;

const t = texts(
  {
    states: {
      JOINING: '들어오는 중',
      SERVING: '정상',
      LEAVING: '나가는 중',
      GONE: '응답 없음',
      LEFT: '나감',
    },
    coordinator: '조정',
    drain: '비우기',
    drainOf: (name: string) => `${name} 비우기`,
    forget: '확인했어요',
    forgetOf: (name: string) => `${name} 더 보지 않기`,
    goneAt: (when: string) => `${when}에 사라졌어요.`,
    leftAt: (when: string) => `${when}에 할 일을 마치고 나갔어요.`,
    requests: '요청/초',
    failures: '실패/초',
    shed: '거절/초',
    cpu: 'CPU',
    memory: '메모리',
    shards: '샤드',
    connections: '연결',
    inFlight: '처리 중',
    deadLetters: '데드 레터',
  },
  {
    states: { JOINING: 'Joining', SERVING: 'Serving', LEAVING: 'Leaving', GONE: 'Gone', LEFT: 'Left' },
    coordinator: 'coordinator',
    drain: 'Drain',
    drainOf: (name: string) => `Drain ${name}`,
    forget: 'Dismiss',
    forgetOf: (name: string) => `Dismiss ${name}`,
    goneAt: (when: string) => `Gone since ${when}.`,
    leftAt: (when: string) => `Left at ${when}, with nothing undone.`,
    requests: 'requests/s',
    failures: 'failed/s',
    shed: 'refused/s',
    cpu: 'CPU',
    memory: 'memory',
    shards: 'shards',
    connections: 'connections',
    inFlight: 'in flight',
    deadLetters: 'dead letters',
  },
);

type Shown = 'JOINING' | 'SERVING' | 'LEAVING' | 'GONE';

function stateOf(node: NodeStatus): Shown {
  if (!isAlive(node)) return 'GONE';
  return isLeaving(node) ? 'LEAVING' : node.state;
}

interface NodeCardProps {
  node: NodeStatus;
  readings: readonly Reading[] | undefined;
  /** What the sparklines of all nodes reach up to. */
  top: number;
  isCoordinator: boolean;
  isLive: boolean;
  /** Changes with each piece of news. */
  at: number;
  onDrain: (node: NodeStatus) => void;
}

export function NodeCard({ node, readings, top, isCoordinator, isLive, at, onDrain }: NodeCardProps) {
  const state = stateOf(node);
  const rates = ratesOf(readings);
  return (
    <li class={styles.node} data-state={state} aria-label={node.name}>
      <div class={styles.head}>
        <h3>
          <Swatch name={node.name} />
          {node.name}
        </h3>
        <p class={styles.state}>
          {t().states[state]}
          {isCoordinator && <b>{t().coordinator}</b>}
        </p>
        <button
          type="button"
          aria-label={t().drainOf(node.name)}
          disabled={state !== 'SERVING' || !isLive}
          onClick={() => onDrain(node)}
        >
          {t().drain}
        </button>
      </div>
      <Lease key={at} leftMs={node.leaseLeftMs} isRunning={isLive} />
      <Trail rates={rates} lines={trailOf(readings)} top={top} />
      <Figures node={node} rates={rates} />
    </li>
  );
}

/** Runs down until the next news. */
function Lease({ leftMs, isRunning }: { leftMs: number; isRunning: boolean }) {
  const left = Math.max(0, Math.min(1, leftMs / lease));
  return (
    <div class={styles.lease} aria-hidden="true">
      <i
        data-running={isRunning && left > 0}
        style={{ '--left': String(left), '--runs-for': `${Math.max(0, leftMs)}ms` }}
      />
    </div>
  );
}

function Trail({ rates, lines, top }: { rates: Rates | undefined; lines: Point[][]; top: number }) {
  return (
    <div class={styles.trail}>
      <p>
        <b>{rates ? rate(rates.requests) : '–'}</b> {t().requests}
      </p>
      <Sparkline lines={lines} top={top} />
    </div>
  );
}

function Figures({ node: { vitals, shards }, rates }: { node: NodeStatus; rates: Rates | undefined }) {
  return (
    <dl class={styles.figures}>
      <Figure
        name={t().failures}
        value={rates && rate(rates.failures)}
        isWrong={(rates?.failures ?? 0) > 0}
      />
      <Figure name={t().shed} value={rates && rate(rates.shed)} isWrong={(rates?.shed ?? 0) > 0} />
      <Figure name={t().cpu} value={rates && percent(rates.cpu)} />
      <Figure name={t().memory} value={vitals && megabytes(vitals.memoryBytes)} />
      <Figure name={t().shards} value={whole(shards)} />
      <Figure name={t().inFlight} value={vitals && whole(vitals.requestsInFlight)} />
      <Figure name={t().connections} value={vitals && whole(vitals.connections)} />
      <Figure name={t().deadLetters} value={vitals && whole(vitals.deadLetters)} />
    </dl>
  );
}

interface FigureProps {
  name: string;
  value: string | null | undefined;
  isWrong?: boolean;
}

function Figure({ name, value, isWrong = false }: FigureProps) {
  return (
    <div data-wrong={isWrong}>
      <dt>{name}</dt>
      <dd>{value ?? '–'}</dd>
    </div>
  );
}

/** In the place of a node that is no more. */
export function DepartedCard({ id, name, at, wasLeaving }: Departed) {
  const state = wasLeaving ? 'LEFT' : 'GONE';
  return (
    <li class={styles.node} data-state={state} aria-label={name}>
      <div class={styles.head}>
        <h3>
          <Swatch name={name} />
          {name}
        </h3>
        <p class={styles.state}>{t().states[state]}</p>
        <button type="button" aria-label={t().forgetOf(name)} onClick={() => forget(id)}>
          {t().forget}
        </button>
      </div>
      <div class={styles.lease} />
      <p class={styles.departed}>{wasLeaving ? t().leftAt(clock(at)) : t().goneAt(clock(at))}</p>
    </li>
  );
}
