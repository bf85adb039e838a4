import type { ComponentChildren } from 'preact';
import { api, type Schemas } from '../api/client';
import { explain } from '../api/failure';
import { texts } from '../i18n';
import { Link, navigate, type PageProps } from '../router';
import { type Listing, useListing } from '../state/resource';
import { ButtonLink } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Empty, Failure } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Picture } from '../ui/Picture';
import { useEnd } from '../ui/sight';
import { toast } from '../ui/Toast';
import styles from './LikedPage.module.css';
import { Members } from './Members';
import { type Item, ProductCard } from './ProductCard';

type Cursor = Schemas['Cursor'];
type Look = Schemas['LikedLook'];

const page_size = 24;

const t = texts(
  {
    title: '좋아요',
    looks: '룩',
    products: '상품',
    none: '아직 좋아한 게 없어요',
    noneHint: '넘기다가 마음에 들면 오른쪽으로. 여기에 모아 둘게요.',
    start: '스와이프 시작',
    unlike: (title: string) => `${title} 좋아요 취소`,
  },
  {
    title: 'Liked',
    looks: 'Looks',
    products: 'Products',
    none: 'Nothing yet',
    noneHint: 'Swipe right on what you like. It is kept here.',
    start: 'Start swiping',
    unlike: (title: string) => `Unlike ${title}`,
  },
);

export default function LikedPage({ query }: PageProps) {
  const ofProducts = query.get('of') === 'products';
  return (
    <Page title={t().title}>
      <Members>
        <div class={styles.tabs}>
          <button
            type="button"
            aria-pressed={!ofProducts}
            onClick={() => navigate('/shop/liked', { replace: true })}
          >
            {t().looks}
          </button>
          <button
            type="button"
            aria-pressed={ofProducts}
            onClick={() => navigate('/shop/liked?of=products', { replace: true })}
          >
            {t().products}
          </button>
        </div>
        {ofProducts ? <Products /> : <Looks />}
      </Members>
    </Page>
  );
}

function Looks() {
  const list = useListing<Look, Cursor>('liked/looks', (cursor, signal) =>
    api.get('/looks/liked', { query: { size: page_size, cursorId: cursor?.id }, signal }),
  );
  const unlike = async (look: Look) => {
    const before = list.items ?? [];
    list.set(before.filter(({ lookId }) => lookId !== look.lookId));
    try {
      await api.delete('/looks/{id}/swipe', { path: { id: look.lookId } });
    } catch (failure) {
      list.set(before);
      toast(explain(failure));
    }
  };
  return (
    <Liked list={list}>
      {list.items?.map((look) => (
        <li key={look.lookId} class={styles.look}>
          <Link to={`/shop/looks/${look.lookId}`}>
            <Picture src={look.thumbnailUrl} alt="" />
            <span>{look.title}</span>
          </Link>
          <button type="button" aria-label={t().unlike(look.title)} onClick={() => void unlike(look)}>
            <Icon name="heart" filled />
          </button>
        </li>
      ))}
    </Liked>
  );
}

function Products() {
  const list = useListing<Item, Cursor>('liked/products', (cursor, signal) =>
    api.get('/products/liked', { query: { size: page_size, cursorId: cursor?.id }, signal }),
  );
  return (
    <Liked list={list}>
      {list.items?.map((item) => (
        <li key={item.id}>
          <ProductCard item={item} />
        </li>
      ))}
    </Liked>
  );
}

function Liked({ list, children }: { list: Omit<Listing<unknown>, 'set'>; children: ComponentChildren }) {
  const end = useEnd(list.more, list.items?.length);
  if (list.items?.length === 0) {
    return (
      <Empty title={t().none} hint={t().noneHint}>
        <ButtonLink to="/shop/swipe" kind="seal">
          {t().start}
        </ButtonLink>
      </Empty>
    );
  }
  return (
    <>
      <ul class={styles.grid}>{children}</ul>
      <Failure failure={list.failure} again={list.items ? list.more : () => void list.reload()} />
      {list.hasNext && <div ref={end} />}
    </>
  );
}
