import { useRef, useState } from 'preact/hooks';
import { api, Refused, type Schemas } from '../api/client';
import { count, price, texts } from '../i18n';
import type { PageProps } from '../router';
import { useAction } from '../state/action';
import { addToCart } from '../state/cart';
import { type StockEvent, useEvents } from '../state/events';
import { useResource } from '../state/resource';
import { requireLogin } from '../state/session';
import { Button } from '../ui/Button';
import { Empty, Failure, Waiting } from '../ui/Notice';
import { Page } from '../ui/Page';
import { Picture } from '../ui/Picture';
import { toast } from '../ui/Toast';
import { categoryName } from './categories';
import { DropLine } from './DropLine';
import { LikeButton } from './LikeButton';
import { OptionPicker, StockLine } from './Options';
import styles from './ProductPage.module.css';
import { canBeHad, firstChoice, isChosen, type Options, type Sku, valuesOf } from './skus';

type Product = Schemas['ProductView'];

const t = texts(
  {
    product: '상품',
    picture: (n: number, of: number) => `사진 ${n}/${of}`,
    pictures: '상품 사진',
    add: '장바구니 담기',
    preorder: '예약 주문 담기',
    choose: '옵션을 골라 주세요',
    soldOut: '품절',
    added: '장바구니에 담았어요',
    toCart: '보러 가기',
    likes: (n: string) => `${n}명이 좋아해요`,
    gone: '지금은 볼 수 없는 상품이에요',
    goneHint: '판매가 끝났거나 주소가 잘못됐어요.',
  },
  {
    product: 'Product',
    picture: (n: number, of: number) => `Picture ${n} of ${of}`,
    pictures: 'Pictures of the product',
    add: 'Add to bag',
    preorder: 'Add preorder to bag',
    choose: 'Choose your options',
    soldOut: 'Sold out',
    added: 'In your bag',
    toCart: 'See bag',
    likes: (n: string) => `Liked by ${n}`,
    gone: 'This product cannot be shown',
    goneHint: 'It is no longer on sale, or the address is wrong.',
  },
);

export default function ProductPage({ id }: PageProps) {
  const { data, failure, reload, set } = useResource(`product/${id}`, (signal) =>
    api.get('/products/{id}', { path: { id }, signal }),
  );

  useEvents(
    data
      ? { skus: data.skus.map(({ skuId }) => skuId), stock: (event) => set(withStock(data, event)) }
      : null,
  );

  if (data) return <Shown product={data} reload={reload} />;
  return (
    <Page title={t().product} heading="unseen">
      {failure instanceof Refused && failure.problem.status === 404 ? (
        <Empty title={t().gone} hint={t().goneHint} />
      ) : failure ? (
        <Failure failure={failure} again={() => void reload()} />
      ) : (
        <div class={styles.layout}>
          <Picture src={null} alt="" />
          <Waiting />
        </div>
      )}
    </Page>
  );
}

function withStock(product: Product, { skuId, available, stock }: StockEvent): Product {
  const skus = product.skus.map((sku) => (sku.skuId === skuId ? { ...sku, available, stock } : sku));
  return { ...product, skus };
}

function Shown({ product, reload }: { product: Product; reload: () => Promise<void> }) {
  const { skus, images } = product;
  const [chosen, setChosen] = useState<Options>(() => firstChoice(skus));
  const sku = skus.find((each) => isChosen(each, chosen));
  const colors = valuesOf(skus, 'color');
  const shownFirst = colors.length === images.length ? colors.indexOf(chosen.color ?? '') : 0;

  return (
    <Page title={product.productName} heading="unseen">
      <article class={styles.layout}>
        <Gallery images={images} at={Math.max(0, shownFirst)} />
        <div class={styles.about}>
          <div class={styles.names}>
            <p class={styles.store}>{product.storeName}</p>
            <p class={styles.name}>{product.productName}</p>
            <p class={styles.price}>{price(product.price)}</p>
            <p class={styles.quiet}>
              {product.categories.map(categoryName).join(', ')} · {t().likes(count(product.likesCount))}
            </p>
          </div>
          {product.drop && <DropLine id={product.id} drop={product.drop} />}
          <OptionPicker skus={skus} chosen={chosen} onChoose={setChosen} />
          <StockLine sku={sku} />
          <Buy product={product} sku={sku} reload={reload} />
          {product.description && <p class={styles.description}>{product.description}</p>}
        </div>
      </article>
    </Page>
  );
}

function Buy({
  product,
  sku,
  reload,
}: {
  product: Product;
  sku: Sku | undefined;
  reload: () => Promise<void>;
}) {
  const add = useAction(async () => {
    if (!sku || !(await requireLogin())) return;
    try {
      await addToCart(sku.skuId);
    } catch (failure) {
      void reload();
      throw failure;
    }
    toast(t().added, { to: '/shop/cart', text: t().toCart });
  });
  const isOut = sku !== undefined && !canBeHad(sku);
  const isLater = sku !== undefined && sku.available === 0 && canBeHad(sku);
  return (
    <div class={styles.buy}>
      <Failure failure={add.failure} />
      <div class={styles.buttons}>
        <Button wide busy={add.busy} disabled={!sku || isOut} onClick={() => void add.run()}>
          {!sku ? t().choose : isOut ? t().soldOut : isLater ? t().preorder : t().add}
        </Button>
        <div class={styles.like}>
          <LikeButton id={product.id} name={product.productName} liked={product.isLiked === true} />
        </div>
      </div>
    </div>
  );
}

/** Pictures side by side, to be swiped; what is chosen comes into sight. */
function Gallery({ images, at }: { images: string[]; at: number }) {
  const strip = useRef<HTMLUListElement>(null);
  const [seen, setSeen] = useState(at);
  const [shown, setShown] = useState(at);
  if (shown !== at) {
    setShown(at);
    strip.current?.scrollTo({ left: at * strip.current.clientWidth, behavior: 'smooth' });
  }
  return (
    <div class={styles.gallery}>
      <ul
        ref={strip}
        class={styles.strip}
        // What scrolls has to be reachable by keyboard.
        tabIndex={images.length > 1 ? 0 : undefined}
        aria-label={t().pictures}
        onScroll={({ currentTarget: { scrollLeft, clientWidth } }) =>
          setSeen(Math.round(scrollLeft / clientWidth))
        }
      >
        {images.map((image, i) => (
          <li key={image}>
            <Picture src={image} alt={t().picture(i + 1, images.length)} eager={i === 0} />
          </li>
        ))}
      </ul>
      {images.length > 1 && (
        <div class={styles.dots} aria-hidden="true">
          {images.map((image, i) => (
            <i key={image} data-here={i === seen} />
          ))}
        </div>
      )}
    </div>
  );
}
