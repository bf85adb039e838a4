import { api, type Schemas } from '../api/client';
import { price, texts, time } from '../i18n';
import { Link } from '../router';
import { useEvents } from '../state/events';
import { useListing } from '../state/resource';
import { ButtonLink } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Empty, Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { useEnd } from '../ui/sight';
import { Members } from './Members';
import styles from './OrdersPage.module.css';
import { statusText } from './orderTexts';

type Summary = Schemas['OrderSummary'];

const page_size = 20;

const t = texts(
  { title: '주문 내역', none: '아직 주문이 없어요', start: '옷 보러 가기' },
  { title: 'Orders', none: 'No orders yet', start: 'Have a look around' },
);

export default function OrdersPage() {
  return (
    <Page title={t().title} narrow>
      <Members>
        <Orders />
      </Members>
    </Page>
  );
}

function Orders() {
  const list = useListing<Summary, Schemas['Cursor']>('orders', (cursor, signal) =>
    api.get('/orders', { query: { size: page_size, cursorId: cursor?.id }, signal }),
  );
  useEvents({ order: () => void list.reload(), gap: () => void list.reload() });
  const end = useEnd(list.more, list.items?.length);

  if (list.items?.length === 0) {
    return (
      <Empty title={t().none}>
        <ButtonLink to="/">{t().start}</ButtonLink>
      </Empty>
    );
  }
  return (
    <>
      {!list.items && !list.failure && <Waiting />}
      <ul class={styles.orders}>
        {list.items?.map(({ orderId, orderStatus, orderedAt, totalPrice }) => (
          <li key={orderId}>
            <Link to={`/shop/orders/${orderId}`}>
              <span>
                <b data-status={orderStatus}>{statusText(orderStatus)}</b>
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
