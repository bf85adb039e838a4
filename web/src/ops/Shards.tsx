import { useMemo, useState } from 'preact/hooks';
import { texts } from '../i18n';
import { byName, type ClusterStatus, isAlive, type NodeStatus, ownersOf } from './cluster';
import colors from './colors.module.css';
import { whole } from './format';
import { type Moved, pendingOf } from './moves';
import styles from './Shards.module.css';
import { colorOf, Swatch } from './Swatch';

const columns = 32;

const t = texts(
  {
    title: '샤드',
    hint: '칸을 가리키거나 방향키로 움직여 보세요',
    shard: (shard: number, owner: string) => `샤드 ${shard} · ${owner}`,
    ownerless: '주인 없음',
    moves: '옮기는 중',
    moved: '방금 옮김',
    steps: (step: string, shards: string) => `${step} ${shards}개`,
    still: '없음',
  },
  {
    title: 'Shards',
    hint: 'Point at a cell, or use the arrow keys',
    shard: (shard: number, owner: string) => `Shard ${shard} · ${owner}`,
    ownerless: 'No owner',
    moves: 'On the way',
    moved: 'Just moved',
    steps: (step: string, shards: string) => `${step}: ${shards}`,
    still: 'none',
  },
);

interface ShardsProps {
  cluster: ClusterStatus;
  moved: readonly Moved[];
  /** The one that was looked for. */
  marked: number | undefined;
}

/** All shards, each a cell in the colour of its owner. */
export function Shards({ cluster, moved, marked }: ShardsProps) {
  const [pointed, setPointed] = useState<number>();
  const owners = ownersOf(cluster);
  const pending = pendingOf(cluster);
  const moves = new Map([...moved, ...pending].map((move) => [move.shard, move]));

  const describe = (shard: number) => {
    const move = moves.get(shard);
    const what = t().shard(shard, owners[shard]?.name ?? t().ownerless);
    return move ? `${what}, ${nameOf(move.from)} → ${nameOf(move.to)}` : what;
  };

  const chosen = pointed ?? marked;
  const rows = Math.ceil(owners.length / columns);
  const step = (by: number) =>
    setPointed(Math.max(0, Math.min(owners.length - 1, (chosen ?? 0) + (chosen === undefined ? 0 : by))));
  const steps: Partial<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -owners.length,
    End: owners.length,
  };

  return (
    <section class={styles.shards} aria-labelledby="shards">
      <header class={styles.head}>
        <h2 id="shards">{t().title}</h2>
        <p>{chosen === undefined ? t().hint : describe(chosen)}</p>
      </header>
      <Legend nodes={cluster.nodes} owners={owners} />
      <div
        class={styles.picture}
        role="slider"
        tabIndex={0}
        aria-label={t().title}
        aria-valuemin={0}
        aria-valuemax={owners.length - 1}
        aria-valuenow={chosen ?? 0}
        aria-valuetext={describe(chosen ?? 0)}
        onKeyDown={(event) => {
          const by = steps[event.key];
          if (by === undefined) return;
          event.preventDefault();
          step(by);
        }}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const x = Math.floor(((event.clientX - box.left) / box.width) * columns);
          const y = Math.floor(((event.clientY - box.top) / box.height) * rows);
          const shard = y * columns + x;
          setPointed(shard >= 0 && shard < owners.length ? shard : undefined);
        }}
        onPointerLeave={() => setPointed(undefined)}
        onBlur={() => setPointed(undefined)}
      >
        <svg viewBox={`0 0 ${columns} ${rows}`} aria-hidden="true">
          <defs>
            <pattern
              id="ownerless"
              width="0.3"
              height="0.3"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect class={styles.stripe} width="0.14" height="0.3" />
            </pattern>
          </defs>
          {Array.from({ length: rows }, (_, y) => (
            <Row key={y} y={y} looks={looksOf(owners, moves, y)} />
          ))}
          {marked !== undefined && <Ring shard={marked} kind="marked" />}
          {pointed !== undefined && <Ring shard={pointed} kind="pointed" />}
        </svg>
      </div>
      <p class={styles.moves}>
        {`${t().moves}: ${summaryOf(pending)}`}
        {moved.length > 0 && ` · ${t().moved}: ${summaryOf(moved)}`}
      </p>
    </section>
  );
}

const no_owner = '-';

/** A row as text, two letters for each cell: its colour, and whether it moves. */
function looksOf(owners: (NodeStatus | undefined)[], moves: Map<number, unknown>, y: number) {
  return owners
    .slice(y * columns, (y + 1) * columns)
    .map((owner, x) => `${owner ? colorOf(owner.name) : no_owner}${moves.has(y * columns + x) ? 'm' : ' '}`)
    .join('');
}

// A second changes few rows: the others stay as they are drawn.
function Row({ y, looks }: { y: number; looks: string }) {
  return useMemo(
    () => (
      <g>
        {Array.from({ length: looks.length / 2 }, (_, x) => (
          <rect
            key={x}
            class={`${styles.cell} ${colors.color}`}
            x={x + 0.06}
            y={y + 0.06}
            width="0.88"
            height="0.88"
            data-color={looks[2 * x]}
            data-moving={looks[2 * x + 1] === 'm'}
          />
        ))}
      </g>
    ),
    [y, looks],
  );
}

function Ring({ shard, kind }: { shard: number; kind: 'marked' | 'pointed' }) {
  const [x, y] = [shard % columns, Math.floor(shard / columns)];
  return <rect class={styles.ring} data-kind={kind} x={x - 0.2} y={y - 0.2} width="1.4" height="1.4" />;
}

function Legend({ nodes, owners }: { nodes: NodeStatus[]; owners: (NodeStatus | undefined)[] }) {
  const ownerless = owners.filter((owner) => !owner).length;
  return (
    <ul class={styles.legend}>
      {nodes
        .filter(isAlive)
        .sort(byName)
        .map((node) => (
          <li key={node.id}>
            <Swatch name={node.name} />
            {node.name} <b>{whole(owners.filter((owner) => owner === node).length)}</b>
          </li>
        ))}
      {ownerless > 0 && (
        <li class={styles.ownerless}>
          {t().ownerless} <b>{whole(ownerless)}</b>
        </li>
      )}
    </ul>
  );
}

const nameOf = (node: string | null) => node ?? t().ownerless;

function summaryOf(moves: readonly Moved[]) {
  const counts = new Map<string, number>();
  for (const { from, to } of moves) {
    const step = `${nameOf(from)} → ${nameOf(to)}`;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  if (counts.size === 0) return t().still;
  return [...counts].map(([step, shards]) => t().steps(step, whole(shards))).join(', ');
}
