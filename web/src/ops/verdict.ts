import { type Audit, type ClusterStatus, isAlive, isLeaving, ownersOf, queuesOf, vitalsOf } from './cluster';
import type { Departed } from './departures';
import type { Rates } from './readings';

/** What there is to say of the shop. */
export type Finding =
  | { of: 'audit' }
  | { of: 'gone'; names: string[] }
  | { of: 'ownerless'; shards: number }
  | { of: 'uncoordinated' }
  | { of: 'outbox'; seconds: number; rows: number }
  | { of: 'failing'; perSecond: number }
  | { of: 'shedding'; perSecond: number }
  | { of: 'queued'; waiting: number }
  | { of: 'leaving'; names: string[] }
  | { of: 'joining'; names: string[] }
  | { of: 'moving'; shards: number };

export type Level = 'well' | 'changing' | 'wrong';

const changes = new Set<Finding['of']>(['leaving', 'joining', 'moving']);

export const outbox_seconds_max = 5;
/** A busy shop has always some that wait for a moment. */
export const waiting_max = 20;

/** The worst first; nothing if all is well. */
export function findingsOf(
  cluster: ClusterStatus,
  departed: readonly Departed[],
  audit: Audit | undefined,
  rates: Rates,
): Finding[] {
  const { nodes, moves, coordinator } = cluster;
  const alive = nodes.filter(isAlive);
  const vitals = vitalsOf(cluster);
  const namesOf = (some: { name: string }[]) => [...new Set(some.map(({ name }) => name))];

  const gone = namesOf([
    ...nodes.filter((node) => !isAlive(node) && !isLeaving(node)),
    ...departed.filter(({ wasLeaving }) => !wasLeaving),
  ]);
  const ownerless = ownersOf(cluster).filter((owner) => !owner).length;
  const seconds = Math.max(0, ...vitals.map(({ outboxSeconds }) => outboxSeconds));
  const waiting = queuesOf(cluster).reduce((sum, queue) => sum + queue.waiting, 0);
  const leaving = namesOf(alive.filter(isLeaving));
  const joining = namesOf(alive.filter(({ state }) => state === 'JOINING'));

  const found: (Finding | false | undefined)[] = [
    audit?.violated && { of: 'audit' },
    gone.length > 0 && { of: 'gone', names: gone },
    ownerless > 0 && { of: 'ownerless', shards: ownerless },
    !alive.some(({ id }) => id === coordinator) && { of: 'uncoordinated' },
    seconds > outbox_seconds_max && {
      of: 'outbox',
      seconds,
      rows: vitals.reduce((sum, { outboxRows }) => sum + outboxRows, 0),
    },
    rates.failures > 0 && { of: 'failing', perSecond: rates.failures },
    rates.shed > 0 && { of: 'shedding', perSecond: rates.shed },
    waiting > waiting_max && { of: 'queued', waiting },
    leaving.length > 0 && { of: 'leaving', names: leaving },
    joining.length > 0 && { of: 'joining', names: joining },
    moves.length > 0 && { of: 'moving', shards: moves.length },
  ];
  return found.filter((finding) => typeof finding === 'object');
}

export function levelOf(findings: Finding[]): Level {
  const [worst] = findings;
  if (!worst) return 'well';
  return changes.has(worst.of) ? 'changing' : 'wrong';
}
