import type { ComponentChildren } from 'preact';
import { texts } from '../i18n';
import { type Audit, awakeOf, type ClusterStatus, hottest, queuesOf, vitalsOf } from './cluster';
import { clock, kindName, rate, seconds, whole } from './format';
import styles from './Panels.module.css';
import { outbox_seconds_max } from './verdict';

const t = texts(
  {
    hot: '바쁜 재고',
    hotOf: (id: string) => `재고 ${id} 찾기`,
    perSecond: '메시지/초',
    calm: '지금은 없어요',
    queues: '작업자 앞의 줄',
    queue: '줄',
    waiting: '대기',
    most: '최대',
    atOneNode: '한 노드에서',
    busy: '작업',
    awake: '깨어 있는 것',
    rest: '그 밖에',
    outbox: '보낼 이벤트',
    oldest: '가장 오래된 이벤트',
    deliveries: '보낼 웹훅',
    deadLetters: '데드 레터',
    audit: '마지막 감사',
    notAudited: '아직 없음',
    fits: (when: string) => `${when} 맞음`,
    violated: (when: string) => `${when} 맞지 않음`,
    coordinator: '조정하는 노드',
    nobody: '없음',
    map: '샤드 지도',
  },
  {
    hot: 'Hot SKUs',
    hotOf: (id: string) => `Find SKU ${id}`,
    perSecond: 'messages/s',
    calm: 'None now',
    queues: 'Queues before workers',
    queue: 'Queue',
    waiting: 'Waiting',
    most: 'Max',
    atOneNode: 'at one node',
    busy: 'Busy',
    awake: 'Awake',
    rest: 'Upkeep',
    outbox: 'Events to send',
    oldest: 'Oldest of them',
    deliveries: 'Webhooks to deliver',
    deadLetters: 'Dead letters',
    audit: 'Last audit',
    notAudited: 'none yet',
    fits: (when: string) => `${when}, all there`,
    violated: (when: string) => `${when}, does not add up`,
    coordinator: 'Coordinator',
    nobody: 'nobody',
    map: 'Map of shards',
  },
);

interface PanelProps {
  cluster: ClusterStatus;
}

export function Hot({ cluster, onFind }: PanelProps & { onFind: (skuId: string) => void }) {
  const hot = hottest(cluster);
  const top = Math.max(1, ...hot.map(({ messagesPerSecond }) => messagesPerSecond));
  return (
    <section class={styles.panel} data-grows aria-labelledby="hot">
      <h2 id="hot">
        {t().hot} <small>{t().perSecond}</small>
      </h2>
      <ol class={styles.hot}>
        {hot.length === 0 && <li class={styles.none}>{t().calm}</li>}
        {hot.map(({ skuId, messagesPerSecond }) => (
          <li key={skuId}>
            <i style={{ transform: `scaleX(${messagesPerSecond / top})` }} />
            <button type="button" aria-label={t().hotOf(skuId)} onClick={() => onFind(skuId)}>
              {skuId}
            </button>
            <b>{rate(messagesPerSecond)}</b>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Queues({ cluster }: PanelProps) {
  return (
    <section class={styles.panel} aria-labelledby="queues">
      <h2 id="queues">{t().queues}</h2>
      <table class={styles.queues}>
        <thead>
          <tr>
            <th scope="col">{t().queue}</th>
            <th scope="col">{t().waiting}</th>
            <th scope="col">
              {t().most} <span class="unseen">{t().atOneNode}</span>
            </th>
            <th scope="col">{t().busy}</th>
          </tr>
        </thead>
        <tbody>
          {queuesOf(cluster).map(({ name, waiting, waitingMax, busy }) => (
            <tr key={name}>
              <th scope="row">{name.replaceAll('_', ' ')}</th>
              <td>{whole(waiting)}</td>
              <td>{whole(waitingMax)}</td>
              <td>{whole(busy)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Awake({ cluster }: PanelProps) {
  return (
    <section class={styles.panel} aria-labelledby="awake">
      <h2 id="awake">{t().awake}</h2>
      <dl class={styles.list}>
        {awakeOf(cluster).map(({ kind, awake }) => (
          <Line key={kind} name={kindName(kind)}>
            {whole(awake)}
          </Line>
        ))}
      </dl>
    </section>
  );
}

export function Upkeep({ cluster, audit }: PanelProps & { audit: Audit | undefined }) {
  const vitals = vitalsOf(cluster);
  const sum = (key: 'outboxRows' | 'deliveriesWaiting' | 'deadLetters') =>
    vitals.reduce((all, each) => all + each[key], 0);
  const oldest = Math.max(0, ...vitals.map(({ outboxSeconds }) => outboxSeconds));
  const coordinator = cluster.nodes.find(({ id }) => id === cluster.coordinator);
  return (
    <section class={styles.panel} aria-labelledby="upkeep">
      <h2 id="upkeep">{t().rest}</h2>
      <dl class={styles.list}>
        <Line name={t().audit} isWrong={audit?.violated}>
          {audit ? t()[audit.violated ? 'violated' : 'fits'](clock(audit.endedAt)) : t().notAudited}
        </Line>
        <Line name={t().outbox}>{whole(sum('outboxRows'))}</Line>
        <Line name={t().oldest} isWrong={oldest > outbox_seconds_max}>
          {seconds(oldest)}
        </Line>
        <Line name={t().deliveries}>{whole(sum('deliveriesWaiting'))}</Line>
        <Line name={t().deadLetters}>{whole(sum('deadLetters'))}</Line>
        <Line name={t().coordinator} isWrong={!coordinator}>
          {coordinator?.name ?? t().nobody}
        </Line>
        <Line name={t().map}>{`#${cluster.mapVersion}`}</Line>
      </dl>
    </section>
  );
}

interface LineProps {
  name: string;
  isWrong?: boolean | undefined;
  children: ComponentChildren;
}

function Line({ name, isWrong = false, children }: LineProps) {
  return (
    <div data-wrong={isWrong}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
