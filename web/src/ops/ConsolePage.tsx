import { useState } from 'preact/hooks';
import { Refused } from '../api/client';
import { texts } from '../i18n';
import { Members } from '../shop/Members';
import { me } from '../state/session';
import { ButtonLink } from '../ui/Button';
import { Empty, Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { t as ui } from '../ui/texts';
import styles from './ConsolePage.module.css';
import { byName, type ClusterStatus, isAlive, type NodeStatus } from './cluster';
import { DrainSheet } from './DrainSheet';
import { HeadLine, Totals } from './HeadLine';
import { type Live, useLive } from './live';
import { DepartedCard, NodeCard } from './NodeCard';
import { Awake, Hot, Queues, Upkeep } from './Panels';
import { PlaceForm, type Wanted } from './PlaceForm';
import { ratesOf, sumOf, trailOf } from './readings';
import { Shards } from './Shards';

const t = texts(
  {
    title: '운영',
    nodes: '노드',
    notYours: '운영자를 위한 페이지예요',
    notYoursHint: '관리자 계정으로 로그인하면 볼 수 있어요. 필요하다면 관리자에게 권한을 요청해 주세요.',
  },
  {
    title: 'Operations',
    nodes: 'Nodes',
    notYours: 'This page is for operators',
    notYoursHint: 'It needs an admin account. Ask an admin for the role if this is your work.',
  },
);

export default function ConsolePage() {
  return (
    <Page title={t().title} heading="unseen">
      <Members>
        {!me.value && <Waiting />}
        {me.value && me.value.role !== 'ADMIN' && <NotYours />}
        {me.value?.role === 'ADMIN' && <Console />}
      </Members>
    </Page>
  );
}

function NotYours() {
  return (
    <Empty title={t().notYours} hint={t().notYoursHint}>
      <ButtonLink to="/">{ui().home}</ButtonLink>
    </Empty>
  );
}

function Console() {
  const now = useLive();
  if (now.failure instanceof Refused && now.failure.problem.status === 403) return <NotYours />;
  if (now.cluster) return <Wall now={now} cluster={now.cluster} />;
  return (
    <div class={styles.wall}>
      {now.stream === 'lost' ? <Failure failure={now.failure ?? 'lost'} /> : <Waiting />}
    </div>
  );
}

function Wall({ now, cluster }: { now: Live; cluster: ClusterStatus }) {
  const [wanted, setWanted] = useState<Wanted>();
  const [marked, setMarked] = useState<number>();
  const rates = sumOf(cluster.nodes.filter(isAlive).map(({ id }) => ratesOf(now.readings.get(id))));
  return (
    <div class={styles.wall} data-stream={now.stream}>
      <HeadLine now={now} cluster={cluster} rates={rates} />
      <div class={styles.numbers}>
        <Totals cluster={cluster} rates={rates} />
        <Nodes now={now} cluster={cluster} />
        <div class={styles.columns}>
          <Shards cluster={cluster} moved={now.moved} marked={marked} />
          <div class={styles.column}>
            <PlaceForm
              wanted={wanted}
              onWanted={setWanted}
              onShard={setMarked}
              mapVersion={cluster.mapVersion}
            />
            <Hot cluster={cluster} onFind={(id) => setWanted({ kind: 'sku', id })} />
          </div>
          <div class={styles.column}>
            <Upkeep cluster={cluster} audit={now.audit} />
            <Awake cluster={cluster} />
          </div>
          <Queues cluster={cluster} />
        </div>
      </div>
    </div>
  );
}

function Nodes({ now, cluster }: { now: Live; cluster: ClusterStatus }) {
  const [asked, setAsked] = useState<NodeStatus>();
  const trails = [...now.readings.values()].flatMap((readings) => trailOf(readings).flat());
  const top = Math.max(1, ...trails.map(({ requests }) => requests));
  const cards = [
    ...cluster.nodes.map((node) => ({
      name: node.name,
      card: (
        <NodeCard
          key={node.id}
          node={node}
          readings={now.readings.get(node.id)}
          top={top}
          isCoordinator={node.id === cluster.coordinator}
          isLive={now.stream === 'live'}
          at={now.at}
          onDrain={setAsked}
        />
      ),
    })),
    ...now.departed.map((node) => ({
      name: node.name,
      card: <DepartedCard key={node.id} {...node} />,
    })),
  ];
  return (
    <section aria-labelledby="nodes">
      <h2 id="nodes" class="unseen">
        {t().nodes}
      </h2>
      <ul class={styles.nodes}>{cards.sort(byName).map(({ card }) => card)}</ul>
      {asked && <DrainSheet node={asked} onClose={() => setAsked(undefined)} />}
    </section>
  );
}
