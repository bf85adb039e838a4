import { api, type Schemas, urlOf } from '../api/client';

export type ClusterStatus = Schemas['ClusterStatus'];
export type NodeStatus = Schemas['NodeStatus'];
export type Vitals = Schemas['NodeVitals'];
export type Audit = Schemas['AuditVerdict'];
export type EntityKind = Schemas['AwakeEntities']['kind'];

export const entity_kinds = [
  'sku',
  'cart',
  'order',
  'checkout',
  'session',
  'deck',
  'credit',
  'drop',
  'coupon',
] as const satisfies EntityKind[];

export const cluster_events = urlOf('/admin/cluster/events');

export const readCluster = (signal: AbortSignal) => api.get('/admin/cluster', { signal });

export const findPlace = (kind: EntityKind, id: string, signal: AbortSignal) =>
  api.get('/admin/cluster/place', { query: { kind, id }, signal });

export const drain = (id: string) => api.post('/admin/nodes/{id}/drain', { path: { id } });

export const byName = (a: { name: string }, b: { name: string }) =>
  a.name.localeCompare(b.name, 'en', { numeric: true });

export const isAlive = (node: NodeStatus) => node.leaseLeftMs >= 0;
export const isLeaving = (node: NodeStatus) => node.isToLeave || node.state === 'LEAVING';

/** Whose each shard is; undefined where nobody answers for it. */
export function ownersOf({ nodes, shards }: ClusterStatus): (NodeStatus | undefined)[] {
  const alive = new Map(nodes.filter(isAlive).map((node) => [node.id, node]));
  return shards.map((id) => (id === null ? undefined : alive.get(id)));
}

export const vitalsOf = ({ nodes }: ClusterStatus) =>
  nodes
    .filter(isAlive)
    .map(({ vitals }) => vitals)
    .filter((vitals) => vitals !== null);

/** Only one node audits at a time: the latest audit is that of the cluster, also when that node is gone since. */
export function lastAudit(before: Audit | undefined, cluster: ClusterStatus): Audit | undefined {
  const audits = [before, ...vitalsOf(cluster).map(({ audit }) => audit)].filter((audit) => audit != null);
  return audits.sort((a, b) => Date.parse(a.endedAt) - Date.parse(b.endedAt)).at(-1);
}

const hot_max = 10;

export function hottest(cluster: ClusterStatus): Vitals['hot'] {
  const rates = new Map<string, number>();
  for (const { skuId, messagesPerSecond } of vitalsOf(cluster).flatMap(({ hot }) => hot))
    rates.set(skuId, (rates.get(skuId) ?? 0) + messagesPerSecond);
  return [...rates]
    .map(([skuId, messagesPerSecond]) => ({ skuId, messagesPerSecond }))
    .sort((a, b) => b.messagesPerSecond - a.messagesPerSecond)
    .slice(0, hot_max);
}

export interface Queue {
  name: string;
  waiting: number;
  /** Of the node where most wait. */
  waitingMax: number;
  busy: number;
}

export function queuesOf(cluster: ClusterStatus): Queue[] {
  const queues = new Map<string, Queue>();
  for (const { name, waiting, busy } of vitalsOf(cluster).flatMap((vitals) => vitals.queues)) {
    const sum = queues.get(name) ?? { name, waiting: 0, waitingMax: 0, busy: 0 };
    queues.set(name, {
      name,
      waiting: sum.waiting + waiting,
      waitingMax: Math.max(sum.waitingMax, waiting),
      busy: sum.busy + busy,
    });
  }
  return [...queues.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export function awakeOf(cluster: ClusterStatus): Vitals['entities'] {
  const awake = new Map<EntityKind, number>();
  for (const entity of vitalsOf(cluster).flatMap(({ entities }) => entities))
    awake.set(entity.kind, (awake.get(entity.kind) ?? 0) + entity.awake);
  return entity_kinds.map((kind) => ({ kind, awake: awake.get(kind) ?? 0 }));
}
