import { useState } from 'preact/hooks';
import { api, type Schemas } from '../api/client';
import { price, texts } from '../i18n';
import { Link } from '../router';
import { useResource } from '../state/resource';
import { requireLogin } from '../state/session';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Failure } from '../ui/Notice';
import { Picture } from '../ui/Picture';
import { AddSheet } from './AddSheet';
import styles from './LookProducts.module.css';

type Product = Schemas['LookProduct'];

const t = texts(
  {
    products: '이 룩의 상품',
    add: (name: string) => `${name} 담기`,
    addAll: (sum: string) => `모두 담기 ${sum}`,
  },
  {
    products: 'In this look',
    add: (name: string) => `Add ${name}`,
    addAll: (sum: string) => `Add all ${sum}`,
  },
);

/** What is worn in a look: to be put in the bag one by one, or all of it. */
export function LookProducts({ lookId, titled = false }: { lookId: string; titled?: boolean }) {
  const { data, failure, reload } = useResource(`look/${lookId}`, (signal) =>
    api.get('/looks/{id}', { path: { id: lookId }, signal }),
  );
  const [adding, setAdding] = useState<Product[] | null>(null);
  const add = async (products: Product[]) => {
    if (await requireLogin()) setAdding(products);
  };
  const products = data?.products ?? [];
  return (
    <section class={styles.worn} aria-label={t().products}>
      {titled && (
        <h2 class={styles.title}>
          <Link to={`/shop/looks/${lookId}`}>{data?.title ?? '\u00a0'}</Link>
        </h2>
      )}
      <Failure failure={data ? undefined : failure} again={() => void reload()} />
      <ul class={styles.list}>
        {products.map((product) => (
          <li key={product.productId}>
            <Link to={`/shop/products/${product.productId}`} class={styles.product}>
              <span class={styles.picture}>
                <Picture src={product.thumbnailUrl} alt="" />
              </span>
              <span class={styles.text}>
                <b>{product.storeName}</b>
                <span>{product.productName}</span>
                <strong>{price(product.price)}</strong>
              </span>
            </Link>
            <button
              type="button"
              class={styles.add}
              aria-label={t().add(product.productName)}
              onClick={() => void add([product])}
            >
              <Icon name="plus" size={20} />
            </button>
          </li>
        ))}
      </ul>
      {products.length > 1 && (
        <Button kind="plain" wide onClick={() => void add(products)}>
          {t().addAll(price(products.reduce((sum, each) => sum + each.price, 0)))}
        </Button>
      )}
      {adding && <AddSheet products={adding} onClose={() => setAdding(null)} />}
    </section>
  );
}
