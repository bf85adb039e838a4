import { type ClusterStatus, ownersOf } from './cluster';

/** A shard that has, or is about to have, another owner; names of nodes, null: nobody. */
export interface Moved {
  shard: number;
  from: string | null;
  to: string | null;
}

export interface MovedThen extends Moved {
  at: number;
}

// Many a move is over before anybody has heard of it.
const shown_for = 4000;

const namesOf = (cluster: ClusterStatus) => ownersOf(cluster).map((owner) => owner?.name ?? null);

/** What has moved lately. */
export function withMovesOf(
  before: readonly MovedThen[],
  previous: ClusterStatus | undefined,
  next: ClusterStatus,
  at: number,
): readonly MovedThen[] {
  const now = namesOf(next);
  const then = previous ? namesOf(previous) : now;
  const fresh = now.flatMap((to, shard) => {
    const from = then[shard] ?? null;
    return to === from ? [] : [{ shard, from, to, at }];
  });
  return [...before.filter((moved) => moved.at > at - shown_for && now[moved.shard] === moved.to), ...fresh];
}

/** What is on its way. */
export function pendingOf({ moves, nodes }: ClusterStatus): Moved[] {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const nameOf = (id: string | null) => (id === null ? null : (names.get(id) ?? null));
  return moves.map(({ shard, from, to }) => ({ shard, from: nameOf(from), to: nameOf(to) }));
}
