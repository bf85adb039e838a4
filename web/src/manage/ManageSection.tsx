import { useEffect } from 'preact/hooks';
import { failedPage, NotFound } from '../App';
import { api } from '../api/client';
import { texts } from '../i18n';
import { here, Link, type Route, Routes } from '../router';
import { Members } from '../shop/Members';
import { useAction } from '../state/action';
import { useResource } from '../state/resource';
import { me } from '../state/session';
import { Button, ButtonLink } from '../ui/Button';
import { Empty, Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { toast } from '../ui/Toast';
import styles from './ManageSection.module.css';
import { OpenStore } from './OpenStore';
import { choose, chosenOf, readStores, type Store, store } from './stores';
import { t as all } from './texts';

/** The pages of store owners, each with a row here. */
const routes: Route[] = [
  { pattern: '/manage', load: () => import('./ProductsPage') },
  { pattern: '/manage/products/new', load: () => import('./NewProductPage') },
  { pattern: '/manage/products/:id', load: () => import('./ProductPage') },
  { pattern: '/manage/stock/:id', load: () => import('./StockPage') },
  { pattern: '/manage/orders', load: () => import('./OrdersPage') },
  { pattern: '/manage/orders/:id', load: () => import('./OrderPage') },
  { pattern: '/manage/coupons', load: () => import('./CouponsPage') },
  { pattern: '/manage/import', load: () => import('./ImportPage') },
];

const t = texts(
  {
    buyer: '이 계정에는 가게가 없어요',
    buyerHint:
      '가게를 열려면 운영자에게 판매자 권한을 요청해 주세요. 판매자 계정이 따로 있다면 그 계정으로 로그인하면 돼요.',
    account: '다른 계정으로 로그인',
    open: '가게 열기',
    opened: '가게를 열었어요',
    asleep: {
      DRAFT: '아직 열지 않은 가게예요. 열기 전에는 상품을 올리거나 팔 수 없어요.',
      PAUSED: '쉬고 있는 가게예요. 다시 열 때까지 상품이 팔리지 않아요.',
      SUSPENDED: '운영자가 판매를 멈춘 가게예요. 운영자에게 문의해 주세요.',
      CLOSED: '닫은 가게예요. 상품이 팔리지 않아요.',
      TERMINATED: '계약이 끝난 가게예요. 남은 주문만 처리할 수 있어요.',
    },
  },
  {
    buyer: 'This account has no store',
    buyerHint:
      'Ask the operators to make it a seller’s account. If you have another one that is, log in with that.',
    account: 'Log in with another account',
    open: 'Open the store',
    opened: 'The store is open',
    asleep: {
      DRAFT: 'This store is not open yet: until then it cannot list or sell anything.',
      PAUSED: 'This store is paused: until it opens again nothing of it is sold.',
      SUSPENDED: 'The operators have stopped this store from selling. Please ask them.',
      CLOSED: 'This store is closed: nothing of it is sold.',
      TERMINATED: 'This store’s contract has ended. Only orders that are left can be worked on.',
    },
  },
);

export default function ManageSection() {
  const role = me.value?.role;
  if (role === 'STORE_OWNER' || role === 'ADMIN')
    return <Owners key={me.value?.id} isAdmin={role === 'ADMIN'} />;
  return (
    <Page title={all().title} narrow>
      <Members>
        {me.value ? (
          <Empty title={t().buyer} hint={t().buyerHint}>
            <ButtonLink to="/shop/me">{t().account}</ButtonLink>
          </Empty>
        ) : (
          <Waiting />
        )}
      </Members>
    </Page>
  );
}

function Owners({ isAdmin }: { isAdmin: boolean }) {
  const { data, failure, reload } = useResource('manage/stores', (signal) => readStores(isAdmin, signal));
  useEffect(() => {
    if (data) store.value = chosenOf(data);
  }, [data]);

  if (data && store.value) {
    return (
      <>
        <Sections stores={data} chosen={store.value} reload={reload} />
        <Routes routes={routes} waiting={<Waiting />} otherwise={<NotFound />} failed={failedPage} />
      </>
    );
  }
  return (
    <Page title={all().title} narrow>
      {data?.length === 0 ? (
        <OpenStore onOpened={reload} />
      ) : failure ? (
        <Failure failure={failure} again={() => void reload()} />
      ) : (
        <Waiting />
      )}
    </Page>
  );
}

interface SectionsProps {
  stores: Store[];
  chosen: Store;
  reload: () => Promise<void>;
}

function Sections({ stores, chosen, reload }: SectionsProps) {
  return (
    <div class={styles.bar}>
      <nav class={styles.sections} aria-label={all().sections}>
        <Section to="/manage" also={['/manage/products', '/manage/stock']}>
          {all().products}
        </Section>
        <Section to="/manage/orders" also={['/manage/orders']}>
          {all().orders}
        </Section>
        <Section to="/manage/coupons">{all().coupons}</Section>
        <Section to="/manage/import">{all().upload}</Section>
      </nav>
      {stores.length > 1 ? (
        <select
          class={styles.store}
          aria-label={all().store}
          value={chosen.id}
          onChange={({ currentTarget: { value } }) => {
            const next = stores.find(({ id }) => id === value);
            if (next) choose(next);
          }}
        >
          {stores.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <b class={styles.store}>{chosen.name}</b>
      )}
      {chosen.status !== 'ACTIVE' && (
        <Asleep key={chosen.id} chosen={chosen} status={chosen.status} reload={reload} />
      )}
    </div>
  );
}

interface AsleepProps {
  chosen: Store;
  status: Exclude<Store['status'], 'ACTIVE'>;
  reload: () => Promise<void>;
}

/** Why the store sells nothing, and a way out if its owner has one. */
function Asleep({ chosen, status, reload }: AsleepProps) {
  const open = useAction(async () => {
    await api.patch('/stores/{id}', { path: { id: chosen.id }, body: { status: 'ACTIVE' } });
    await reload();
    toast(t().opened);
  });
  return (
    <div class={styles.asleep}>
      <p>{t().asleep[status]}</p>
      <Failure failure={open.failure} />
      {(status === 'DRAFT' || status === 'PAUSED') && (
        <Button kind="plain" busy={open.busy} onClick={() => void open.run()}>
          {t().open}
        </Button>
      )}
    </div>
  );
}

function Section({ to, also = [], children }: { to: string; also?: string[]; children: string }) {
  const { path } = here.value;
  const isHere = path === to || also.some((each) => path.startsWith(each));
  return (
    <Link to={to} aria-current={isHere ? 'page' : undefined}>
      {children}
    </Link>
  );
}
