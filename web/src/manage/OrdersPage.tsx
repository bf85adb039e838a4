import { useRef } from 'preact/hooks';
import { api, type Schemas } from '../api/client';
import { price, texts, time } from '../i18n';
import { Link, navigate, type PageProps } from '../router';
import { useListing } from '../state/resource';
import { Icon } from '../ui/Icon';
import { Empty, Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { useEnd } from '../ui/sight';
import { useEvery } from './every';
import styles from './OrdersPage.module.css';
import { orders_every, type StoreStatus, statuses, stepText } from './orderSteps';
import { store } from './stores';
import { t as all } from './texts';

type Summary = Schemas['OrderSummary'];

const page_size = 30;

const t = texts(
  {
    states: '주문 상태',
    none: { PAID: '지금 보낼 주문이 없어요', other: '여기에 해당하는 주문이 없어요' },
    noneHint: {
      PAID: '결제된 주문이 들어오면 바로 여기에 나타나요.',
      other: '주문이 이 상태가 되면 나타나요.',
    },
    number: (id: string) => `주문 ${id}`,
  },
  {
    states: 'State of orders',
    none: { PAID: 'Nothing to ship right now', other: 'No orders here' },
    noneHint: {
      PAID: 'An order shows up here as soon as it is paid.',
      other: 'Orders show up here once they come to this.',
    },
    number: (id: string) => `Order ${id}`,
  },
);

export default function OrdersPage({ query }: PageProps) {
  const status = statuses.find((each) => each === query.get('status')) ?? 'PAID';
  const { id } = store.value ?? { id: '' };
  return (
    <Page title={all().orders} heading="unseen">
      <div class={styles.states} role="group" aria-label={t().states}>
        {statuses.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === status}
            onClick={() => navigate(`/manage/orders?status=${each}`, { replace: true })}
          >
            {stepText(each)}
          </button>
        ))}
      </div>
      <Orders key={`${id}/${status}`} id={id} status={status} />
    </Page>
  );
}

function Orders({ id, status }: { id: string; status: StoreStatus }) {
  const list = useListing<Summary, Schemas['Cursor']>(`manage/orders/${id}/${status}`, (cursor, signal) =>
    api.get('/stores/{id}/orders', {
      path: { id },
      query: { status, size: page_size, cursorId: cursor?.id },
      signal,
    }),
  );
  const end = useEnd(list.more, list.items?.length);
  // What was read further down is not thrown away under somebody who reads it.
  useEvery(orders_every, () => (list.items?.length ?? 0) <= page_size && void list.reload());
  const first = useRef<Set<string> | null>(null);
  if (list.items && !first.current) first.current = new Set(list.items.map(({ orderId }) => orderId));

  if (list.items?.length === 0) {
    const kind = status === 'PAID' ? 'PAID' : 'other';
    return (
      <div class={styles.column} role="status">
        <Empty title={t().none[kind]} hint={t().noneHint[kind]} />
      </div>
    );
  }
  return (
    <>
      {!list.items && !list.failure && <Waiting />}
      <ul class={styles.orders} aria-live="polite">
        {list.items?.map(({ orderId, orderedAt, totalPrice }) => (
          <li key={orderId} data-fresh={!first.current?.has(orderId)}>
            <Link to={`/manage/orders/${orderId}`}>
              <span>
                <b>{t().number(orderId)}</b>
                <small>{time(orderedAt)}</small>
              </span>
              <strong>{price(totalPrice)}</strong>
              <Icon name="next" size={18} />
            </Link>
          </li>
        ))}
      </ul>
      <Failure failure={list.failure} again={list.items ? list.more : () => void list.reload()} />
      {list.hasNext && <div ref={end} />}
    </>
  );
}
